package dev.tarn.engine.plan.stats;

import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/// What a join is expected to give: rows of both sides that meet, and the share of left rows that
/// meet any.
///
/// Equal keys meet by System R's formula, `|L| · |R| / max(d(l), d(r))`, where the distinct values
/// are those of the whole table; a key that names its table's rows says how many values a foreign
/// key to it has. Several keys of the same two tables are no more selective than the smaller table
/// has rows: together they mostly are its key.
public record JoinEstimate(double left, double right, double matching, double matchedShare) {

    /// A pair of equal columns.
    ///
    /// @param tables which two tables these are of; pairs of the same two are no more selective
    ///   together than the smaller table's rows
    public record Keys(ColumnEstimate left, ColumnEstimate right, Object tables) {}

    static JoinEstimate of(Join join, Estimate left, Estimate right) {
        JoinInfo info = join.analyzeCondition();
        List<Keys> keys = new ArrayList<>();
        for (int i = 0; i < info.leftKeys.size(); i++) {
            ColumnEstimate a = left.columns().get(info.leftKeys.get(i));
            ColumnEstimate b = right.columns().get(info.rightKeys.get(i));
            keys.add(new Keys(a, b, List.of(a.tableRows(), b.tableRows())));
        }
        int width = left.columns().size();
        Selectivity selectivity =
                new Selectivity(at ->
                        at < width ? left.columns().get(at) : right.columns().get(at - width));
        double rest = 1;
        for (RexNode condition : info.nonEquiConditions) {
            rest *= selectivity.of(condition);
        }
        return of(left.rows(), right.rows(), keys, rest);
    }

    /// @param rest the share of pairs that further conditions keep
    public static JoinEstimate of(double left, double right, List<Keys> keys, double rest) {
        double matching = left * right * selectivity(keys) * rest;
        double share = 1;
        for (Keys key : keys) {
            double domain = domain(key);
            share = Math.min(share, key.right.among(right) / domain);
        }
        double pairs = keys.isEmpty() ? right : Math.max(1, matching / rest / Math.max(1, left));
        share *= rest == 1 ? 1 : -Math.expm1(Math.log1p(-Math.min(rest, 1 - 1e-9)) * pairs);
        return new JoinEstimate(left, right, Math.max(1, matching), Math.clamp(share, 1e-7, 1));
    }

    private static double domain(Keys key) {
        ColumnEstimate a = key.left;
        ColumnEstimate b = key.right;
        if (a.unique() && b.unique()) {
            return Math.max(1, Math.min(a.tableRows(), b.tableRows()));
        }
        if (a.unique() || b.unique()) {
            return a.unique() ? a.distinct() : b.distinct();
        }
        return Math.max(a.distinct(), b.distinct());
    }

    /// The share of pairs whose keys are equal.
    private static double selectivity(List<Keys> keys) {
        double selectivity = 1;
        List<Object> done = new ArrayList<>();
        for (Keys first : keys) {
            if (done.contains(first.tables)) {
                continue;
            }
            done.add(first.tables);
            double product = 1;
            double largest = 1;
            double least = Double.MAX_VALUE;
            for (Keys key : keys) {
                if (key.tables.equals(first.tables)) {
                    double domain = domain(key);
                    product *= domain;
                    largest = Math.max(largest, domain);
                    double rows = Math.min(key.left.tableRows(), key.right.tableRows());
                    least = Math.min(least, rows);
                }
            }
            selectivity /= Math.min(product, Math.max(least, largest));
        }
        return selectivity;
    }

    /// Rows that a join of `type` gives.
    public double rows(JoinRelType type) {
        double matched = left * matchedShare;
        return switch (type) {
            case INNER -> matching;
            case LEFT -> matching + left - matched;
            case ASOF -> Math.max(1, matched);
            case LEFT_ASOF -> left;
            case RIGHT -> Math.max(right, matching);
            case FULL -> Math.max(right, matching) + left - matched;
            case SEMI -> Math.max(1, matched);
            case ANTI -> Math.max(Math.min(1, left), left - matched);
            case LEFT_MARK -> left;
        };
    }
}
