import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatPercentage } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** The stages of a campaign, or of several, as bars; each opens the people behind it. */
export class OutreachFunnel extends Component {
    static template = "circular_outreach.Funnel";
    static props = { stages: Array, open: Function };

    get bars() {
        const most = Math.max(1, ...this.props.stages.map((stage) => stage.count));
        return this.props.stages.map((stage) => ({
            ...stage,
            width: Math.round((100 * stage.count) / most),
            share: stage.rate === null ? "" : formatPercentage(stage.rate, { digits: [false, 0] }),
        }));
    }
}

export class OutreachFunnelField extends Component {
    static template = "circular_outreach.FunnelField";
    static components = { OutreachFunnel };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.open = this.open.bind(this);
    }

    get stages() {
        return this.props.record.data[this.props.name] || [];
    }

    /** What was typed is saved first, for the form is left. */
    async open(stage) {
        if (await this.props.record.save()) {
            this.action.doAction(
                await this.orm.call("outreach.campaign", "action_view_funnel", [[this.props.record.resId], stage]),
            );
        }
    }
}

registry.category("fields").add("outreach_funnel", { component: OutreachFunnelField, supportedTypes: ["json"] });
