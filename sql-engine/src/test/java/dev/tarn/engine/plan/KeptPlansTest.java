package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A plan that is used again is the plan that was made, over the tables loaded last.
class KeptPlansTest {
    private final CatalogCalls calls = new CatalogCalls(FixtureCatalog.create());
    private final PlanCache plans = new PlanCache();
    private final Catalogs catalogs = new Catalogs(List.of(calls.connection("lake")));
    private final SqlStatementPlanner planner =
            new SqlStatementPlanner(
                    _ -> catalogs, Functions.standard(), List.of(), _ -> new FoldsNothing(), plans);

    private static final class FoldsNothing implements Folder {
        @Override
        public Expr.@Nullable Literal fold(Expr expression) {
            return null;
        }

        @Override
        public boolean isLasting() {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pruning", "shapes", "subqueries", "tpch"})
    void every_shape_of_plan_can_be_used_again(String topic) throws IOException {
        for (String sql :
                Files.readString(Path.of("src/test/plans", topic + ".sql")).split(";\\s*\n", -1)) {
            Plan first = plan(sql);
            List<String> loads = loads();
            if (first == null || !OtherTables.areAll(first)) {
                continue;
            }
            long hits = plans.usage().hits();
            Plan again = Objects.requireNonNull(plan(sql));
            assertThat(plans.usage().hits()).as(sql).isEqualTo(hits + 1);
            assertThat(PlanText.of(again)).isEqualTo(PlanText.of(first));
            assertThat(loads()).containsExactlyInAnyOrderElementsOf(loads);
            Set<Table> fresh = tables(again);
            assertThat(fresh).hasSameSizeAs(tables(first));
            fresh.removeAll(tables(first));
            assertThat(fresh).hasSameSizeAs(tables(first));
        }
        assertThat(plans.usage().hits()).isPositive();
    }

    /// The plan; null where the text is refused or asks for no plan.
    private @Nullable Plan plan(String sql) {
        try {
            return planner.plan(FixtureCatalog.session(), sql, List.of())
                            instanceof Statement.Select(Plan plan, Object _)
                    ? plan
                    : null;
        } catch (SqlException e) {
            return null;
        }
    }

    private List<String> loads() {
        return calls.take().stream().filter(call -> call.startsWith("loadTable")).toList();
    }

    private static Set<Table> tables(Plan plan) {
        Set<Table> tables = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Plan> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            Plan next = open.removeLast();
            if (next instanceof Plan.TableScan scan) {
                tables.add(scan.table());
            }
            open.addAll(next.inputs());
        }
        return tables;
    }
}
