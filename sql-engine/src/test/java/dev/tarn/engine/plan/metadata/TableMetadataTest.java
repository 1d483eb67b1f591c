package dev.tarn.engine.plan.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelDistributions;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalSortExchange;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

final class TableMetadataTest {
    private final RelOptCluster cluster =
            RelOptCluster.create(
                    new VolcanoPlanner(),
                    new RexBuilder(new SqlTypeFactoryImpl(RelDataTypeSystem.DEFAULT)));
    private final RelBuilder builder = RelBuilder.proto().create(cluster, null);

    @Test
    void answersAreThoseOfCalcitesCompiledHandlers() {
        TableMetadata.answer(cluster);
        RelMetadataQuery ours = cluster.getMetadataQuery();
        RelMetadataQueryBase.THREAD_PROVIDERS.set(
                JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE));
        RelMetadataQuery compiled = RelMetadataQuery.instance();
        for (RelNode tree : trees()) {
            assertThat(answers(tree, ours)).as(tree.explain()).isEqualTo(answers(tree, compiled));
        }
    }

    /// Calcite multiplies, also where a join keeps what matches nothing.
    @Test
    void joinsHaveAtMostTheRowsThatTheyKeep() {
        TableMetadata.answer(cluster);
        RelMetadataQuery query = cluster.getMetadataQuery();
        for (JoinRelType type : List.of(JoinRelType.SEMI, JoinRelType.ANTI, JoinRelType.LEFT)) {
            rows();
            rows().empty();
            assertThat(query.getMaxRowCount(joined(type))).as(type.name()).isEqualTo(3.0);
        }
        rows();
        rows();
        assertThat(query.getMaxRowCount(joined(JoinRelType.SEMI))).isEqualTo(3.0);
        rows().limit(0, 1);
        rows().limit(0, 1);
        assertThat(query.getMaxRowCount(joined(JoinRelType.FULL))).isEqualTo(2.0);
        rows();
        rows().empty();
        RelNode anti = joined(JoinRelType.ANTI);
        assertThat(query.areColumnsUnique(anti, ImmutableBitSet.of(1))).isFalse();
    }

    private RelNode joined(JoinRelType type) {
        return builder.join(type, builder.equals(builder.field(2, 0, 0), builder.field(2, 1, 0)))
                .build();
    }

    @Test
    void whatIsNotWrittenIsCompiledWhenItIsAsked() {
        TableMetadata.answer(cluster);
        RelNode values = builder.values(new String[] {"a"}, 1, 2, 3).build();
        RelMetadataQuery query = cluster.getMetadataQuery();
        assertThat(query.getRowCount(values)).isEqualTo(3.0);
        assertThat(query.getAverageRowSize(values)).isPositive();
    }

    private static List<@Nullable Object> answers(RelNode node, RelMetadataQuery query) {
        ImmutableBitSet first = ImmutableBitSet.of(0);
        List<@Nullable Object> answers =
                new ArrayList<@Nullable Object>(
                        Arrays.asList(
                                predicates(query.getPulledUpPredicates(node)),
                                String.valueOf(query.collations(node)),
                                query.areColumnsUnique(node, first),
                                query.areColumnsUnique(node, first, true),
                                query.getMaxRowCount(node),
                                query.getMinRowCount(node),
                                query.getInputFieldsUsed(node)));
        node.getInputs().forEach(input -> answers.addAll(answers(input, query)));
        return answers;
    }

    /// What holds, in no order, as Calcite's own comes out of a set.
    private static Set<String> predicates(RelOptPredicateList list) {
        return list.pulledUpPredicates.stream().map(RexNode::toString).collect(Collectors.toSet());
    }

    private List<RelNode> trees() {
        List<RelNode> trees = new ArrayList<>();
        trees.add(rows().build());
        trees.add(rows().filter(builder.equals(builder.field(0), builder.literal(1))).build());
        trees.add(rows().project(builder.field(1), builder.literal(7)).build());
        trees.add(rows().sortLimit(0, 2, builder.field(0)).build());
        trees.add(rows().sort(1).build());
        trees.add(rows().aggregate(builder.groupKey(0), builder.count()).build());
        trees.add(rows().aggregate(builder.groupKey(), builder.count()).build());
        rows();
        trees.add(rows().union(true).build());
        rows();
        trees.add(rows().union(false).build());
        rows();
        trees.add(rows().intersect(false).build());
        rows();
        trees.add(rows().minus(false).build());
        for (JoinRelType type : List.of(JoinRelType.INNER, JoinRelType.LEFT)) {
            rows();
            rows();
            trees.add(joined(type));
        }
        trees.add(rows().sample(false, new java.math.BigDecimal("0.5"), null).build());
        trees.add(
                LogicalSortExchange.create(
                        rows().build(), RelDistributions.hash(List.of(0)), RelCollations.of(0)));
        return trees;
    }

    private RelBuilder rows() {
        return builder.values(new String[] {"a", "b"}, 1, "x", 2, "y", 3, "y");
    }
}
