import { Component, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

const EXPORT = /^\/web\/export\/(?:xlsx|csv)$/;

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
        patch(download, {
            async _download(options) {
                if (!EXPORT.test(options.url || "")) {
                    return super._download(options);
                }
                const request = JSON.parse(options.data.data);
                const paths = request.fields.map((field) => field.name);
                if (!(await orm.call("outreach.export.log", "is_purpose_needed", [request.model, paths]))) {
                    return super._download(options);
                }
                const purpose = await ask();
                if (!purpose) {
                    return null;
                }
                request.context = { ...request.context, outreach_export_purpose: purpose };
                return super._download({ ...options, data: { ...options.data, data: JSON.stringify(request) } });
            },
        });
    },
});
