import { patch } from "@web/core/utils/patch";
import { PivotModel } from "@web/views/pivot/pivot_model";

/** Says what is in a downloaded table, for the export register: by what its rows and columns are grouped, and of which records. */
patch(PivotModel.prototype, {
    exportData() {
        const { fullRowGroupBys, fullColGroupBys } = this.metaData;
        return {
            ...super.exportData(),
            outreach_groups: [...fullRowGroupBys, ...fullColGroupBys],
            outreach_domain: this.searchParams.domain,
        };
    },
});
