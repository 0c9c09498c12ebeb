import { Component, onWillUnmount, onWillUpdateProps, status, useState, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAUSE = 2000; // milliseconds between two looks

/** Shows how far the mails of a campaign have come. Looks again by itself and leaves the rest of the form, with what is being typed, alone. */
export class OutreachSendingProgress extends Component {
    static template = xml`
        <div class="o_outreach_sending d-flex flex-column gap-1" t-if="state.progress">
            <div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="100"
                 t-att-aria-valuenow="Math.floor(state.progress.sent)" t-att-aria-valuetext="state.progress.text" t-att-aria-label="label">
                <div class="progress-bar bg-success" t-attf-style="width: {{ state.progress.sent }}%" />
                <div class="progress-bar bg-danger" t-attf-style="width: {{ state.progress.failed }}%" />
                <div class="progress-bar bg-warning" t-attf-style="width: {{ state.progress.doubtful }}%" />
            </div>
            <span t-esc="state.progress.text" />
        </div>`;
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ progress: this.props.record.data.sending_progress });
        this.label = _t("Mails going out");
        this.lookLater();
        onWillUpdateProps(({ record }) => {
            this.state.progress = record.data.sending_progress;
            this.lookLater();
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    lookLater() {
        clearTimeout(this.timer);
        if (this.state.progress?.is_moving) {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }

    async look() {
        const { resModel, resId } = this.props.record;
        let campaign;
        try {
            [campaign] = await this.orm.silent.read(resModel, [resId], ["sending_progress"]);
        } catch {
            // The server is being restarted, or the network is away; the sending goes on all the same.
            this.lookLater();
            return;
        }
        if (status(this) === "destroyed") {
            return;
        }
        const { progress } = this.state;
        this.state.progress = campaign.sending_progress || {
            ...progress,
            is_moving: false,
            text: _t("No mail is waiting any more."),
        };
        if (this.state.progress.is_moving) {
            this.lookLater();
        } else if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("outreach_sending_progress", {
    component: OutreachSendingProgress,
    fieldDependencies: [{ name: "sending_progress", type: "json", readonly: true }],
});
