package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a query tells of the nodes of its plan.
class ProfileTest {
    private static TestEngine engine;

    @BeforeAll
    static void fill() {
        engine = TestEngine.inMemory(2048, 2);
        engine.execute("create table d as select * from (values 0,1,2,3,4,5,6,7,8,9) as v(n)");
        engine.execute(
                "create table t as select a.n + 10 * b.n + 100 * c.n + 1000 * e.n as x, a.n as"
                        + " digit from d a, d b, d c, d e");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<OperatorStats> nodes(String sql) {
        List<OperatorStats> nodes = new ArrayList<>();
        add(engine.profile(sql), nodes);
        return nodes;
    }

    private static void add(OperatorStats node, List<OperatorStats> nodes) {
        nodes.add(node);
        node.inputs().forEach(input -> add(input, nodes));
    }

    private static OperatorStats only(String name, List<OperatorStats> nodes) {
        assertThat(nodes).filteredOn(node -> node.name().equals(name)).hasSize(1);
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void each_node_tells_its_rows_time_and_memory() {
        List<OperatorStats> nodes =
                nodes(
                        "select t.digit, count(*), sum(t.x * d.n) from t join d on t.digit = d.n"
                                + " where d.n < 5 group by t.digit order by 2, 1");
        OperatorStats join = only("HashJoin", nodes);
        OperatorStats aggregate = only("Aggregate", nodes);
        assertThat(join.rows()).isEqualTo(5000);
        assertThat(join.peakMemoryBytes()).isPositive();
        assertThat(aggregate.rows()).isEqualTo(5);
        assertThat(aggregate.peakMemoryBytes()).isPositive();
        assertThat(only("Sort", nodes).rows()).isEqualTo(5);
        for (OperatorStats node : nodes) {
            assertThat(node.batches()).as(node.name()).isPositive();
            assertThat(node.wall()).as(node.name()).isPositive();
            assertThat(node.cpu()).as(node.name()).isGreaterThanOrEqualTo(Duration.ZERO);
        }
    }

    @Test
    void a_union_gives_what_its_inputs_give() {
        List<OperatorStats> nodes = nodes("select x from t where x < 10 union all select n from d");
        assertThat(only("UnionAll", nodes).rows()).isEqualTo(20);
    }

    @Test
    void each_of_two_joins_has_memory_of_its_own() {
        List<OperatorStats> nodes =
                nodes(
                        "select count(*) from t join (select x as y from t) u on t.x = u.y"
                                + " join d on t.digit = d.n");
        assertThat(nodes).filteredOn(node -> node.name().equals("HashJoin")).hasSize(2);
        assertThat(nodes)
                .filteredOn(node -> node.name().equals("HashJoin"))
                .extracting(OperatorStats::peakMemoryBytes)
                .doesNotHaveDuplicates();
    }
}
