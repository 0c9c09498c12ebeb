import { Component, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

const EXPORT = /^\/web\/export\/(?:xlsx|csv)$/;
const PIVOT = "/web/pivot/export_xlsx";

/** Asks what a table with personal data is for; the answer goes into the export register. */
export class OutreachExportPurpose extends Component {
    static template = "circular_outreach.OutreachExportPurpose";
    static components = { Dialog };
    static props = { decide: Function, close: Function };

    setup() {
        this.state = useState({ purpose: "" });
        this.usual = [_t("Evaluation"), _t("Serial letter"), _t("Preparing a workshop"), _t("Proof for the funder")];
    }

    confirm() {
        if (this.state.purpose.trim()) {
            this.props.decide(this.state.purpose.trim());
            this.props.close();
        }
    }
}

registry.category("services").add("outreach_export_purpose", {
    dependencies: ["dialog", "orm"],
    start(_env, { dialog, orm }) {
        const ask = () =>
            new Promise((decide) => {
                dialog.add(OutreachExportPurpose, { decide }, { onClose: () => decide(null) });
            });
        const log = (method, ...args) => orm.call("outreach.export.log", method, args);
        const prepareTable = async ({ data }) => {
            const request = JSON.parse(data.data);
            const paths = request.fields.map((field) => field.name);
            if (!(await log("is_purpose_needed", request.model, paths))) {
                return data;
            }
            const purpose = await ask();
            request.context = { ...request.context, outreach_export_purpose: purpose };
            return purpose && { ...data, data: JSON.stringify(request) };
        };
        const preparePivot = async ({ data }) => {
            const table = JSON.parse(await data.data.text());
            if (!(await log("is_purpose_needed_for_pivot", table.model, table.outreach_groups || null))) {
                return data;
            }
            const purpose = await ask();
            const content = JSON.stringify({ ...table, outreach_export_purpose: purpose });
            return purpose && { ...data, data: new Blob([content], { type: "application/json" }) };
        };
        patch(download, {
            async _download(options) {
                const url = options.url || "";
                const prepare = EXPORT.test(url) ? prepareTable : url === PIVOT && preparePivot;
                if (!prepare) {
                    return super._download(options);
                }
                const data = await prepare(options);
                return data && super._download({ ...options, data });
            },
        });
    },
});
