import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OutreachAnswerChart } from "./outreach_answer_chart";
import { OutreachFunnel } from "./outreach_funnel";
import { Component, onWillStart, useRef, useState } from "@odoo/owl";

const HINTS = { draft: _t("not released"), paused: _t("paused") };

/** What the office looks at every morning; everything opens the records behind it. */
export class OutreachDashboard extends Component {
    static template = "circular_outreach.Dashboard";
    static components = { Layout, OutreachAnswerChart, OutreachFunnel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.hints = HINTS;
        const kept = this.props.state || {};
        this.state = useState({ whose: kept.whose || "all", funnel: null });
        this.open = (action) => this.action.doAction(action);
        this.openStage = this.openStage.bind(this);
        this.root = useRef("root");
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ whose: this.state.whose }),
        });
        onWillStart(async () => {
            this.data = await this.orm.call("outreach.dashboard", "get_overview", []);
            this.state.funnel = this.data.funnel;
        });
    }

    get tasks() {
        return this.data.tasks.map((task) => ({ ...task, ...task[this.state.whose] })).filter((task) => task.count);
    }

    count(whose) {
        return this.data.tasks.reduce((sum, task) => sum + task[whose].count, 0);
    }

    /** Say in words what the bar of seats shows. */
    describe(filling) {
        if (filling.seats === null) {
            return _t("%s taken, any number possible", filling.taken);
        }
        return _t("%(taken)s of %(seats)s taken", filling);
    }

    get chosenText() {
        const { chosen, campaigns } = this.state.funnel;
        return _t("%(chosen)s of %(all)s campaigns are counted", { chosen: chosen.length, all: campaigns.length });
    }

    number(count) {
        return count ? _t("%s as of now", count) : _t("nobody yet");
    }

    late(days) {
        if (days <= 0) {
            return "";
        }
        return days === 1 ? _t("since yesterday") : _t("for %s days", days);
    }

    async showFunnel(period, chosen = null) {
        this.state.funnel = await this.orm.call("outreach.dashboard", "get_funnel", [period, chosen]);
    }

    async choose(id, isChosen) {
        const chosen = this.state.funnel.chosen.filter((one) => one !== id).concat(isChosen ? [id] : []);
        await this.showFunnel(this.state.funnel.period, chosen);
    }

    async openStage(stage) {
        this.open(await this.orm.call("outreach.campaign", "action_view_funnel", [this.state.funnel.chosen, stage]));
    }
}

registry.category("actions").add("outreach_dashboard", OutreachDashboard);
