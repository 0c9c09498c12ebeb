import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** The words that fill themselves in: a click puts one where the cursor is, in the subject or the text. */
export class OutreachWords extends Component {
    static template = "circular_outreach.Words";
    static props = { ...standardFieldProps };

    setup() {
        this.notification = useService("notification");
    }

    get choices() {
        return this.props.record.data[this.props.name] || [];
    }

    async insert(word) {
        const target = document.activeElement;
        const canWrite = target && (target.isContentEditable || target.matches("input[type=text], input:not([type]), textarea"));
        // Only this command goes through the undo history of editor and field alike.
        if (canWrite && document.execCommand("insertText", false, word)) {
            return;
        }
        await browser.navigator.clipboard.writeText(word);
        this.notification.add(_t("%s is copied. Paste it into the subject or the text.", word), { type: "info" });
    }
}

registry.category("fields").add("outreach_words", { component: OutreachWords, supportedTypes: ["json"] });
