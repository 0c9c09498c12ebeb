import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** Counts the verdicts of an audience; each count opens the contacts behind it. */
export class OutreachVerdicts extends Component {
    static template = "circular_outreach.Verdicts";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get counts() {
        return this.props.record.data[this.props.name] || [];
    }

    /** Whoever is reached through others is nobody to think about. */
    get total() {
        return this.counts.reduce((sum, one) => sum + one.count, 0);
    }

    async open(verdict) {
        await this.show("action_view_verdict", [verdict]);
    }

    async openChanges() {
        await this.show("action_view_changes", []);
    }

    /** What was typed is saved first, for the form is left. */
    async show(method, parameters) {
        if (await this.props.record.save()) {
            this.action.doAction(await this.orm.call("outreach.campaign", method, [[this.props.record.resId], ...parameters]));
        }
    }
}

registry.category("fields").add("outreach_verdicts", {
    component: OutreachVerdicts,
    supportedTypes: ["json"],
});
