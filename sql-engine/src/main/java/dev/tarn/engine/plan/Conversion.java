package dev.tarn.engine.plan;

import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.plan.lower.ConstantFolding;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.metadata.TableMetadata;
import dev.tarn.engine.plan.rule.VaryingCalls;
import dev.tarn.engine.schema.CatalogSchemas;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.TarnTypeFactory;
import dev.tarn.engine.validate.Binder;
import dev.tarn.engine.validate.Operators;
import dev.tarn.engine.validate.Validation;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Bound syntax to Calcite's trees, all of one cluster: those of a query and of the functions it
/// calls. Owned by the planning of one statement.
final class Conversion {
    private final Relations relations;
    private final FunctionRegistry registry;
    private final Operators operators;
    private final Folder folder;
    private final TarnTypeFactory types = new TarnTypeFactory();
    private final RelOptCluster cluster;

    Conversion(Relations relations, FunctionRegistry registry, Operators operators, Folder folder) {
        this.relations = relations;
        this.registry = registry;
        this.operators = operators;
        this.folder = folder;
        VolcanoPlanner planner = new VolcanoPlanner();
        planner.setExecutor(new ConstantFolding(registry, folder));
        this.cluster = RelOptCluster.create(planner, new RexBuilder(types));
        TableMetadata.answer(cluster);
    }

    Relations relations() {
        return relations;
    }

    Operators operators() {
        return operators;
    }

    /// Binds what is in `function`.
    Binder binder(StoredFunction function) {
        QueryPlanner planner = new QueryPlanner(relations, registry, operators, folder);
        return Binder.inside(relations, operators, new Constants(planner::plan)::value, function);
    }

    RexBuilder rex() {
        return cluster.getRexBuilder();
    }

    /// A query as a tree.
    ///
    /// @param rowType what it gives, with the names that it gives
    record Converted(Validation validation, RelNode tree, RelDataType rowType) {

        /// As [QueryPlanner#origins].
        List<@Nullable List<String>> origins() {
            RelMetadataQuery metadata = tree.getCluster().getMetadataQuery();
            List<@Nullable List<String>> origins = new ArrayList<>();
            for (int i = 0; i < rowType.getFieldCount(); i++) {
                origins.add(whole(metadata.getColumnOrigin(tree, i)));
            }
            return origins;
        }

        private static @Nullable List<String> whole(@Nullable RelColumnOrigin origin) {
            if (origin == null || origin.isDerived()) {
                return null;
            }
            RelOptTable table = origin.getOriginTable();
            List<String> names = new ArrayList<>(table.getQualifiedName());
            int column = origin.getOriginColumnOrdinal();
            names.add(table.getRowType().getFieldNames().get(column));
            return names;
        }
    }

    /// @param bound as [dev.tarn.engine.validate.Binder] leaves it
    /// @throws dev.tarn.engine.SqlException where the query is wrong, or reads columns that its
    ///   session may not
    Converted of(SqlNode bound) {
        Validation validation =
                new Validation(relations, bound, CatalogSchemas.root(relations), operators, types);
        SqlNode valid = validation.validate();
        SqlToRelConverter converter =
                new SqlToRelConverter(
                        (type, sql, path, view) -> {
                            throw new UnsupportedOperationException("Views are expanded earlier");
                        },
                        validation.validator(),
                        validation.reader(),
                        cluster,
                        Convertlets.INSTANCE,
                        SqlToRelConverter.config()
                                .addRelBuilderConfigTransform(config ->
                                        VaryingCalls.unmerged(config).withPushJoinCondition(false))
                                .withExpand(false)
                                .withTrimUnusedFields(true)
                                .withInSubQueryThreshold(Integer.MAX_VALUE));
        RelRoot root = validation.convert(() -> converter.convertQuery(valid, false, true));
        ColumnCheck.check(valid, root.project());
        return new Converted(validation, root.project(), root.validatedRowType);
    }
}
