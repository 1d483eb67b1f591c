package dev.tarn.catalog.plan;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of one page of a plan. Pages form a tree in which each names the next few, so that no
/// answer grows with the plan.
record PlanTask(String planId, long ordinal) {
    /// Pages named by one page.
    static final int FAN_OUT = 64;

    private static final Pattern FORM = Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,9})");

    static PlanTask parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            throw noSuchTask(name);
        }
        return new PlanTask(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    String name() {
        return planId + "." + ordinal;
    }

    /// The names of the pages that this page leads to, in a plan of that many pages.
    List<String> next(long pageCount) {
        List<String> names = new ArrayList<>();
        long first = ordinal * FAN_OUT + 1;
        for (long page = first; page < Math.min(first + FAN_OUT, pageCount); page++) {
            names.add(new PlanTask(planId, page).name());
        }
        return names;
    }

    static CatalogException noSuchTask(String name) {
        return new CatalogException(
                ErrorCode.NO_SUCH_PLAN_TASK,
                "No such plan task: "
                        + (name.length() > 64 ? name.substring(0, 64) + "…" : name)
                        + "; it is unknown, cancelled, expired, or of another table");
    }
}
