import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { OutreachJobProgress } from "@circular_outreach/js/outreach_job_progress";

/** Shows how many letters are ready, and the result as soon as all are. */
export class OutreachLetterProgress extends OutreachJobProgress {
    get label() {
        const { done, total } = this.state;
        if (!done) {
            return _t("%s letters are waiting to be printed …", total);
        }
        return done < total
            ? _t("Letters are being printed: %(done)s of %(total)s", { done, total })
            : _t("The letters are being joined to one PDF …");
    }
}

registry.category("view_widgets").add("outreach_letter_progress", { component: OutreachLetterProgress });
