import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { Component, useState } from "@odoo/owl";

/** Shows who may be the same as the contact of the form. Nothing that was typed is lost: others open on top of it. */
export class OutreachDuplicates extends Component {
    static template = "circular_outreach.Duplicates";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.setApartIds = useState(new Set());
    }

    get found() {
        return this.props.record.data[this.props.name] || { contacts: [], more: 0 };
    }

    get contacts() {
        return this.found.contacts.filter((contact) => !this.setApartIds.has(this.pair(contact)));
    }

    get more() {
        return _t("and %s more", this.found.more);
    }

    /** Only a stored contact can be decided about, and not in a dialog of another form, which saves it later. */
    get canDecide() {
        return Boolean(this.props.record.resId) && this.props.record === this.props.record.model.root;
    }

    pair(contact) {
        return `${this.props.record.resId}-${contact.id}`;
    }

    open(contact) {
        this.dialog.add(FormViewDialog, {
            resModel: "res.partner",
            resId: contact.id,
            title: contact.name,
            canExpand: false,
        });
    }

    async merge(contact) {
        if (await this.props.record.save()) {
            this.action.doAction(await this.decide("action_outreach_merge", contact));
        }
    }

    async setApart(contact) {
        const pair = this.pair(contact);
        await this.decide("action_outreach_set_apart", contact);
        this.setApartIds.add(pair);
        const close = this.notification.add(_t("You will not be warned of %s again.", contact.name), {
            type: "success",
            autocloseDelay: 15000,
            buttons: [
                {
                    name: _t("Show again"),
                    onClick: async () => {
                        close();
                        await this.decide("action_outreach_compare_again", contact);
                        this.setApartIds.delete(pair);
                    },
                },
            ],
        });
    }

    decide(method, contact) {
        return this.orm.call("res.partner", method, [[this.props.record.resId], contact.id]);
    }
}

registry.category("fields").add("outreach_duplicates", {
    component: OutreachDuplicates,
    supportedTypes: ["json"],
});
