import { registry } from "@web/core/registry";

/** Downloads reports of type `outreach-pdf`; Odoo's own handler only knows the types of its own engines. */
async function downloadOutreachPdf(action, _options, env) {
    if (action.report_type !== "outreach-pdf") {
        return false;
    }
    const ids = (action.context.active_ids || []).join(",");
    await env.services.action.doAction({
        type: "ir.actions.act_url",
        url: `/outreach/report/${action.report_name}/${ids}`,
        target: "download",
    });
    return true;
}

registry.category("ir.actions.report handlers").add("outreach-pdf", downloadOutreachPdf);
