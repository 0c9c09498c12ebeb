import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { computeM2OProps, Many2One } from "@web/views/fields/many2one/many2one";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";

const ADVICE = "outreach_municipality_advice";

/** A municipality with what the address says about it: a hint, and a button for each municipality it may be. */
export class MunicipalityField extends Component {
    static template = "circular_outreach.MunicipalityField";
    static components = { Many2One };
    static props = { ...Many2OneField.props };

    get m2oProps() {
        return computeM2OProps(this.props);
    }

    get hint() {
        return this.props.record.data[ADVICE]?.hint || "";
    }

    get choices() {
        return (!this.props.readonly && this.props.record.data[ADVICE]?.choices) || [];
    }

    choose(choice) {
        return this.props.record.update({ [this.props.name]: { id: choice.id, display_name: choice.display_name } });
    }
}

registry.category("fields").add("outreach_municipality", {
    ...buildM2OFieldDescription(MunicipalityField),
});
