import { Dialog } from "@web/core/dialog/dialog";
import { Component } from "@odoo/owl";

/** What there is to know about one field of the table, and what can be done with it. */
export class OutreachGapDialog extends Component {
    static template = "circular_outreach.GapDialog";
    static components = { Dialog };
    static props = { title: String, figures: Array, view: Function, propose: Function, begin: Function, close: Function };

    get missing() {
        return this.props.figures.find((one) => one.figure === "missing").count;
    }

    async leave(action) {
        this.props.close();
        await action();
    }
}
