package dev.tarn.engine.plan.metadata;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Calc;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Exchange;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Match;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.SortExchange;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.RelMdCollation;
import org.apache.calcite.rel.metadata.RelMdColumnUniqueness;
import org.apache.calcite.rel.metadata.RelMdInputFieldsUsed;
import org.apache.calcite.rel.metadata.RelMdMaxRowCount;
import org.apache.calcite.rel.metadata.RelMdMinRowCount;
import org.apache.calcite.rel.metadata.RelMdPredicates;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The questions that our phases ask, each with Calcite's rule for every kind of logical node. A
/// kind stands before what it is a kind of. Nodes of Volcano's, and of other engines, are in none
/// of our trees.
final class WrittenHandlers {
    private static final Boolean NOTHING_ELSE = true;

    private WrittenHandlers() {}

    /// Whether rows differ in these columns; without regard to those with nulls, if `noNulls`.
    private record Columns(ImmutableBitSet columns, boolean noNulls) {}

    static Map<Class<?>, MetadataHandler<?>> all() {
        return Map.of(
                BuiltInMetadata.Predicates.Handler.class, predicates(),
                BuiltInMetadata.Collation.Handler.class, collations(),
                BuiltInMetadata.ColumnUniqueness.Handler.class, uniqueness(),
                BuiltInMetadata.MaxRowCount.Handler.class, mostRows(),
                BuiltInMetadata.MinRowCount.Handler.class, leastRows(),
                BuiltInMetadata.InputFieldsUsed.Handler.class, inputFields());
    }

    /// Calcite's rules of one kind of metadata, where it lets nobody else make them.
    private static <T> T rules(
            RelMetadataProvider source,
            Class<? extends MetadataHandler<?>> handler,
            Class<T> type) {
        return type.cast(source.handlers(handler).getFirst());
    }

    private static BuiltInMetadata.Predicates.Handler predicates() {
        RelMdPredicates rules = new RelMdPredicates();
        ByKind<Object, RelOptPredicateList> kinds =
                new ByKind<Object, RelOptPredicateList>()
                        .plain(TableScan.class, rules::getPredicates)
                        .plain(Project.class, rules::getPredicates)
                        .plain(Correlate.class, rules::getPredicates)
                        .plain(Filter.class, rules::getPredicates)
                        .plain(Join.class, rules::getPredicates)
                        .plain(Aggregate.class, rules::getPredicates)
                        .plain(Union.class, rules::getPredicates)
                        .plain(Intersect.class, WrittenHandlers::predicatesOfAll)
                        .plain(Minus.class, rules::getPredicates)
                        .plain(Sample.class, rules::getPredicates)
                        .plain(Sort.class, rules::getPredicates)
                        .plain(TableModify.class, rules::getPredicates)
                        .plain(Exchange.class, rules::getPredicates)
                        .plain(Values.class, rules::getPredicates)
                        .plain(RelNode.class, rules::getPredicates);
        return (rel, query) -> kinds.answer(rel, query, NOTHING_ELSE);
    }

    /// Rows of all inputs meet what those of each do. Calcite asks moreover which condition implies
    /// which, by an interpreter that knows its own functions only.
    private static RelOptPredicateList predicatesOfAll(
            Intersect intersect, RelMetadataQuery query) {
        Set<RexNode> all = new LinkedHashSet<>();
        intersect
                .getInputs()
                .forEach(
                        input -> all.addAll(query.getPulledUpPredicates(input).pulledUpPredicates));
        return RelOptPredicateList.of(intersect.getCluster().getRexBuilder(), all);
    }

    private static BuiltInMetadata.Collation.Handler collations() {
        RelMdCollation rules =
                rules(
                        RelMdCollation.SOURCE,
                        BuiltInMetadata.Collation.Handler.class,
                        RelMdCollation.class);
        ByKind<Object, ImmutableList<RelCollation>> kinds =
                new ByKind<Object, ImmutableList<RelCollation>>()
                        .plain(Window.class, rules::collations)
                        .plain(Match.class, rules::collations)
                        .plain(Filter.class, rules::collations)
                        .plain(TableModify.class, rules::collations)
                        .plain(TableScan.class, rules::collations)
                        .plain(Sort.class, rules::collations)
                        .plain(SortExchange.class, rules::collations)
                        .plain(Project.class, rules::collations)
                        .plain(Calc.class, rules::collations)
                        .plain(Values.class, rules::collations)
                        .plain(RelNode.class, rules::collations);
        return (rel, query) -> kinds.answer(rel, query, NOTHING_ELSE);
    }

    private static BuiltInMetadata.ColumnUniqueness.Handler uniqueness() {
        RelMdColumnUniqueness rules =
                rules(
                        RelMdColumnUniqueness.SOURCE,
                        BuiltInMetadata.ColumnUniqueness.Handler.class,
                        RelMdColumnUniqueness.class);
        ByKind<Columns, Boolean> kinds =
                new ByKind<Columns, Boolean>()
                        .of(
                                TableScan.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Filter.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Intersect.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Minus.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                SetOp.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Sort.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                TableModify.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Exchange.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Correlate.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Project.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Calc.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Join.class,
                                (n, q, of) ->
                                        n.getJoinType() == JoinRelType.LEFT_MARK
                                                ? ofLeft(n, q, of)
                                                : rules.areColumnsUnique(
                                                        n, q, of.columns, of.noNulls))
                        .of(
                                Aggregate.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                Values.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls))
                        .of(
                                RelNode.class,
                                (n, q, of) -> rules.areColumnsUnique(n, q, of.columns, of.noNulls));
        return (rel, query, columns, ignoreNulls) ->
                kinds.answer(rel, query, new Columns(columns, ignoreNulls));
    }

    /// Rows of the left side, each with a mark, differ where they differ there.
    private static @Nullable Boolean ofLeft(Join join, RelMetadataQuery query, Columns of) {
        int leftCount = join.getLeft().getRowType().getFieldCount();
        ImmutableBitSet left = of.columns.intersect(ImmutableBitSet.range(leftCount));
        return query.areColumnsUnique(join.getLeft(), left, of.noNulls);
    }

    private static BuiltInMetadata.MaxRowCount.Handler mostRows() {
        RelMdMaxRowCount rules = new RelMdMaxRowCount();
        ByKind<Object, Double> kinds =
                new ByKind<Object, Double>()
                        .plain(Union.class, rules::getMaxRowCount)
                        .plain(Intersect.class, rules::getMaxRowCount)
                        .plain(Minus.class, rules::getMaxRowCount)
                        .plain(Filter.class, rules::getMaxRowCount)
                        .plain(Calc.class, rules::getMaxRowCount)
                        .plain(Project.class, rules::getMaxRowCount)
                        .plain(Exchange.class, rules::getMaxRowCount)
                        .plain(Sample.class, rules::getMaxRowCount)
                        .plain(Sort.class, rules::getMaxRowCount)
                        .plain(Aggregate.class, rules::getMaxRowCount)
                        .plain(Join.class, WrittenHandlers::mostRows)
                        .plain(TableScan.class, rules::getMaxRowCount)
                        .plain(Values.class, rules::getMaxRowCount)
                        .plain(TableModify.class, rules::getMaxRowCount)
                        .plain(RelNode.class, rules::getMaxRowCount);
        return (rel, query) -> kinds.answer(rel, query, NOTHING_ELSE);
    }

    /// Of joins other than inner ones and those to one side Calcite multiplies what both inputs
    /// have at most, as if a join that keeps its left side were empty where the right one is.
    private static @Nullable Double mostRows(Join join, RelMetadataQuery query) {
        Double left = query.getMaxRowCount(join.getLeft());
        Double right = query.getMaxRowCount(join.getRight());
        if (left == null || right == null) {
            return null;
        }
        return switch (join.getJoinType()) {
            case SEMI, ANTI, LEFT_MARK -> left;
            case LEFT -> left * Math.max(1, right);
            case RIGHT -> right * Math.max(1, left);
            case FULL -> Math.max(left + right, left * right);
            case INNER, ASOF, LEFT_ASOF -> left * right;
        };
    }

    private static BuiltInMetadata.MinRowCount.Handler leastRows() {
        RelMdMinRowCount rules = new RelMdMinRowCount();
        ByKind<Object, Double> kinds =
                new ByKind<Object, Double>()
                        .plain(Union.class, rules::getMinRowCount)
                        .plain(Intersect.class, rules::getMinRowCount)
                        .plain(Minus.class, rules::getMinRowCount)
                        .plain(Filter.class, rules::getMinRowCount)
                        .plain(Calc.class, rules::getMinRowCount)
                        .plain(Project.class, rules::getMinRowCount)
                        .plain(Exchange.class, rules::getMinRowCount)
                        .plain(TableModify.class, rules::getMinRowCount)
                        .plain(Sample.class, rules::getMinRowCount)
                        .plain(Sort.class, rules::getMinRowCount)
                        .plain(Aggregate.class, rules::getMinRowCount)
                        .plain(Join.class, rules::getMinRowCount)
                        .plain(TableScan.class, rules::getMinRowCount)
                        .plain(Values.class, rules::getMinRowCount)
                        .plain(RelNode.class, rules::getMinRowCount);
        return (rel, query) -> kinds.answer(rel, query, NOTHING_ELSE);
    }

    private static BuiltInMetadata.InputFieldsUsed.Handler inputFields() {
        RelMdInputFieldsUsed rules = new RelMdInputFieldsUsed();
        ByKind<Object, ImmutableBitSet> kinds =
                new ByKind<Object, ImmutableBitSet>()
                        .plain(TableScan.class, rules::getInputFieldsUsed)
                        .plain(Project.class, rules::getInputFieldsUsed)
                        .plain(Filter.class, rules::getInputFieldsUsed)
                        .plain(Sort.class, rules::getInputFieldsUsed)
                        .plain(Window.class, rules::getInputFieldsUsed)
                        .plain(Calc.class, rules::getInputFieldsUsed)
                        .plain(Join.class, rules::getInputFieldsUsed)
                        .plain(SetOp.class, rules::getInputFieldsUsed)
                        .plain(Aggregate.class, rules::getInputFieldsUsed)
                        .plain(Correlate.class, rules::getInputFieldsUsed)
                        .plain(RelNode.class, rules::getInputFieldsUsed);
        return (rel, query) -> kinds.answer(rel, query, NOTHING_ELSE);
    }
}
