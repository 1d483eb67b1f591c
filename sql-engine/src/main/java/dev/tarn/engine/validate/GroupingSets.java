package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Litmus;

import java.util.ArrayList;
import java.util.List;

/// GROUP BY with an expression in several of its parts, of which Calcite drops the sets that come
/// repeatedly; they are spelled out, as repeated sets of GROUPING SETS are kept.
///
/// ```
/// CUBE (a, a)        →   GROUPING SETS ((a), (a), (a), ())
/// a, ROLLUP (a, b)   →   GROUPING SETS ((a, b), (a), (a))
/// ```
final class GroupingSets {
    private static final int MAX_SETS = 4096;

    private GroupingSets() {}

    /// `groups` with sets spelled out where that makes a difference.
    static SqlNodeList rewritten(SqlNodeList groups) {
        if (!isRepeating(groups)) {
            return groups;
        }
        List<List<SqlNode>> all = List.of(List.of());
        for (SqlNode element : groups) {
            all = product(all, sets(element), element);
        }
        SqlParserPos position = groups.getParserPosition();
        List<SqlNode> sets = new ArrayList<>();
        for (List<SqlNode> set : all) {
            sets.add(
                    switch (set.size()) {
                        case 0 -> new SqlNodeList(position);
                        case 1 -> set.getFirst();
                        default -> SqlStdOperatorTable.ROW.createCall(position, set);
                    });
        }
        return new SqlNodeList(
                List.of(SqlStdOperatorTable.GROUPING_SETS.createCall(position, sets)), position);
    }

    private static boolean isRepeating(SqlNodeList groups) {
        List<SqlNode> seen = new ArrayList<>();
        boolean construct = false;
        boolean repeats = false;
        for (SqlNode element : groups) {
            construct |= isConstruct(element);
            List<SqlNode> own = new ArrayList<>();
            repeats |= collect(element, own);
            for (SqlNode leaf : own) {
                repeats |= contains(seen, leaf);
            }
            seen.addAll(own);
        }
        return construct && repeats;
    }

    private static boolean isConstruct(SqlNode element) {
        return switch (element.getKind()) {
            case CUBE, ROLLUP, GROUPING_SETS -> true;
            default -> false;
        };
    }

    /// Adds the expressions of `element`, each once; whether one comes twice in a CUBE or ROLLUP.
    private static boolean collect(SqlNode element, List<SqlNode> leaves) {
        List<SqlNode> parts =
                switch (element.getKind()) {
                    case CUBE, ROLLUP, GROUPING_SETS, ROW -> ((SqlCall) element).getOperandList();
                    default -> element instanceof SqlNodeList list ? list.getList() : List.of();
                };
        if (parts.isEmpty()) {
            if (!(element instanceof SqlNodeList) && !contains(leaves, element)) {
                leaves.add(element);
            }
            return false;
        }
        boolean counted = element.getKind() == SqlKind.CUBE || element.getKind() == SqlKind.ROLLUP;
        boolean repeats = false;
        List<SqlNode> before = new ArrayList<>();
        for (SqlNode part : parts) {
            List<SqlNode> own = new ArrayList<>();
            repeats |= collect(part, own);
            for (SqlNode leaf : own) {
                repeats |= counted && contains(before, leaf);
                if (!contains(before, leaf)) {
                    before.add(leaf);
                }
            }
        }
        leaves.addAll(before);
        return repeats;
    }

    private static boolean contains(List<SqlNode> nodes, SqlNode wanted) {
        for (SqlNode node : nodes) {
            if (node.equalsDeep(wanted, Litmus.IGNORE)) {
                return true;
            }
        }
        return false;
    }

    /// The sets that one element of GROUP BY stands for.
    private static List<List<SqlNode>> sets(SqlNode element) {
        List<List<SqlNode>> all = new ArrayList<>();
        switch (element.getKind()) {
            case ROW -> all.add(((SqlCall) element).getOperandList());
            case GROUPING_SETS -> {
                for (SqlNode part : ((SqlCall) element).getOperandList()) {
                    all.addAll(sets(part));
                }
            }
            case ROLLUP -> {
                all.add(List.of());
                for (SqlNode part : ((SqlCall) element).getOperandList()) {
                    all.addFirst(union(all.getFirst(), sets(part).getFirst()));
                }
            }
            case CUBE -> {
                all.add(List.of());
                for (SqlNode part : ((SqlCall) element).getOperandList()) {
                    all = product(all, List.of(sets(part).getFirst(), List.of()), element);
                }
            }
            default -> all.add(element instanceof SqlNodeList list ? list : List.of(element));
        }
        return all;
    }

    private static List<List<SqlNode>> product(
            List<List<SqlNode>> left, List<List<SqlNode>> right, SqlNode at) {
        if ((long) left.size() * right.size() > MAX_SETS) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "GROUP BY has more than %d grouping sets".formatted(MAX_SETS),
                    at);
        }
        List<List<SqlNode>> all = new ArrayList<>();
        for (List<SqlNode> a : left) {
            for (List<SqlNode> b : right) {
                all.add(union(a, b));
            }
        }
        return all;
    }

    private static List<SqlNode> union(List<SqlNode> left, List<SqlNode> right) {
        List<SqlNode> all = new ArrayList<>(left);
        for (SqlNode node : right) {
            if (!contains(all, node)) {
                all.add(node);
            }
        }
        return all;
    }
}
