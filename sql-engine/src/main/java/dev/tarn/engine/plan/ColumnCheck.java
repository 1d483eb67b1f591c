package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Relation;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Refuses a query that names a column its session may not read, wherever the name stands: what is
/// selected, filtered, joined, grouped or sorted by.
///
/// Looks at the tree as the converter makes it, before any rewriting could drop a reference or
/// answer it from statistics. Each expression is traced through what passes columns on (filters,
/// joins, sorts) down to the tables; what a projection or aggregate makes was checked there. What
/// is not known to pass columns on counts as using all of them.
final class ColumnCheck {
    private final SqlNode query;
    private final Map<CorrelationId, RelNode> outer = new HashMap<>();

    private ColumnCheck(SqlNode query) {
        this.query = query;
    }

    /// @param query the validated query, for positions
    /// @param tree the same, converted
    /// @throws SqlException PERMISSION_DENIED
    static void check(SqlNode query, RelNode tree) {
        ColumnCheck check = new ColumnCheck(query);
        check.visit(tree);
        check.useAll(tree);
    }

    private void visit(RelNode node) {
        for (CorrelationId id : node.getVariablesSet()) {
            outer.put(id, node);
        }
        switch (node) {
            case TableScan scan -> checkAny(scan);
            case Values _ -> {}
            case Project project -> project.getProjects().forEach(e -> use(project, e));
            case Filter filter -> use(filter, filter.getCondition());
            case Join join -> use(join, join.getCondition());
            case Correlate correlate -> outer.put(correlate.getCorrelationId(), correlate);
            case Aggregate aggregate -> aggregate(aggregate);
            case Sort sort -> sort(sort);
            default -> node.getInputs().forEach(this::useAll);
        }
        node.getInputs().forEach(this::visit);
    }

    private void aggregate(Aggregate aggregate) {
        RelNode input = aggregate.getInput();
        aggregate.getGroupSet().forEach(ordinal -> use(input, ordinal));
        for (AggregateCall call : aggregate.getAggCallList()) {
            call.getArgList().forEach(ordinal -> use(input, ordinal));
            call.getCollation().getKeys().forEach(ordinal -> use(input, ordinal));
            if (call.hasFilter()) {
                use(input, call.filterArg);
            }
        }
    }

    private void sort(Sort sort) {
        sort.getCollation().getKeys().forEach(ordinal -> use(sort.getInput(), ordinal));
        if (sort.offset != null) {
            use(sort, sort.offset);
        }
        if (sort.fetch != null) {
            use(sort, sort.fetch);
        }
    }

    private void useAll(RelNode node) {
        for (int i = 0; i < node.getRowType().getFieldCount(); i++) {
            use(node, i);
        }
    }

    /// The expression of `node`, over its inputs side by side.
    private void use(RelNode node, RexNode expression) {
        expression.accept(
                new RexVisitorImpl<@Nullable Void>(true) {
                    @Override
                    public @Nullable Void visitInputRef(RexInputRef reference) {
                        useInput(node, reference.getIndex());
                        return null;
                    }

                    @Override
                    public @Nullable Void visitFieldAccess(RexFieldAccess access) {
                        if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
                            useOuter(variable.id, access.getField().getIndex());
                            return null;
                        }
                        return super.visitFieldAccess(access);
                    }

                    @Override
                    public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
                        super.visitSubQuery(subQuery);
                        visit(subQuery.rel);
                        useAll(subQuery.rel);
                        return null;
                    }
                });
    }

    /// A column of what a correlated sub-query is evaluated for.
    private void useOuter(CorrelationId id, int ordinal) {
        RelNode node = outer.get(id);
        if (node == null) {
            throw new IllegalStateException("Nothing binds the variable " + id);
        }
        useInput(node, ordinal);
    }

    private void useInput(RelNode node, int ordinal) {
        int rest = ordinal;
        for (RelNode input : node.getInputs()) {
            int width = input.getRowType().getFieldCount();
            if (rest < width) {
                use(input, rest);
                return;
            }
            rest -= width;
        }
        throw new IllegalStateException("No input has column " + ordinal + " of " + node);
    }

    private void use(RelNode node, int ordinal) {
        switch (node) {
            case TableScan scan -> checkColumn(scan, ordinal);
            case Filter filter -> use(filter.getInput(), ordinal);
            case Sort sort -> use(sort.getInput(), ordinal);
            case Join join -> useInput(join, ordinal);
            case Correlate correlate -> useInput(correlate, ordinal);
            default -> {
                // a projection's, aggregate's or other node's own: checked when it is visited
            }
        }
    }

    /// Counting rows reads no column and still needs one.
    private void checkAny(TableScan scan) {
        if (relation(scan) instanceof Relation.OfTable table && !table.allowsAny()) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: cannot select from table " + table.name(),
                    position(lastPart(table.name())),
                    null);
        }
    }

    private void checkColumn(TableScan scan, int ordinal) {
        if (relation(scan) instanceof Relation.OfTable table && !table.allows(ordinal)) {
            Field column = table.columns().get(ordinal);
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: cannot select column %s of table %s"
                            .formatted(column.name(), table.name()),
                    position(column.name()),
                    null);
        }
    }

    private static @Nullable Relation relation(TableScan scan) {
        return scan.getTable().unwrap(Relation.class);
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// Where the query says `name`, or the `*` that it stands for.
    private @Nullable Position position(String name) {
        NameFinder finder = new NameFinder(name);
        query.accept(finder);
        SqlIdentifier found = finder.found;
        return found == null ? null : Positions.of(found);
    }

    /// Finds the first identifier that ends in a name.
    private static final class NameFinder extends SqlBasicVisitor<@Nullable Void> {
        private final String name;
        private @Nullable SqlIdentifier found;

        NameFinder(String name) {
            this.name = name;
        }

        @Override
        public @Nullable Void visit(SqlIdentifier identifier) {
            List<String> parts = identifier.names;
            boolean isNamed = !parts.isEmpty() && parts.getLast().equalsIgnoreCase(name);
            if (found == null && isNamed && identifier.getParserPosition().getLineNum() > 0) {
                found = identifier;
            }
            return null;
        }
    }
}
