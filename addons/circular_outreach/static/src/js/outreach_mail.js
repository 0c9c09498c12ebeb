import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** A mail as it looks, in a frame of its own where nothing runs and no link leads anywhere. */
export class OutreachMail extends Component {
    static template = "circular_outreach.Mail";
    static props = { ...standardFieldProps };

    get source() {
        return this.props.record.data[this.props.name] || "";
    }
}

registry.category("fields").add("outreach_mail", { component: OutreachMail, supportedTypes: ["text"] });
