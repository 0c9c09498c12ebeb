import { Component, onWillUnmount, status, useState, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAUSE = 1500; // milliseconds between two looks

/** Shows how far the job of an import has come, and the result as soon as it is there. */
export class OutreachJobProgress extends Component {
    static template = xml`
        <div class="o_outreach_job d-flex align-items-center gap-3" role="status">
            <div class="progress flex-grow-1" role="progressbar" aria-valuemin="0" aria-valuemax="100"
                 t-att-aria-valuenow="percent" t-att-aria-label="label">
                <div class="progress-bar" t-attf-style="width: {{ percent }}%" />
            </div>
            <span t-esc="label" />
        </div>`;
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        const { job_done: done, job_total: total } = this.props.record.data;
        this.state = useState({ done, total });
        this.timer = setTimeout(() => this.look(), PAUSE);
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get percent() {
        return this.state.total ? Math.floor((100 * this.state.done) / this.state.total) : 0;
    }

    get label() {
        return this.state.total ? _t("%s %", this.percent) : _t("Waiting to begin …");
    }

    async look() {
        const { resModel, resId } = this.props.record;
        let job;
        try {
            [job] = await this.orm.silent.read(resModel, [resId], ["job", "job_done", "job_total"]);
        } catch {
            // The server is being restarted, or the network is away; the job goes on all the same.
            this.timer = setTimeout(() => this.look(), PAUSE);
            return;
        }
        if (status(this) === "destroyed") {
            return;
        }
        Object.assign(this.state, { done: job.job_done, total: job.job_total });
        if (job.job) {
            this.timer = setTimeout(() => this.look(), PAUSE);
        } else {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("outreach_job_progress", { component: OutreachJobProgress });
