package dev.tarn.engine.differential.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.differential.random.Query.Block;
import dev.tarn.engine.differential.random.Query.Item;

import org.junit.jupiter.api.Test;

import java.util.List;

class QueryTest {
    @Test
    void a_query_with_a_key_less_groups_by_those_that_are_left() {
        Fragment one = Fragment.of("t.a");
        Fragment other = Fragment.of("t.b");
        Query query =
                new Block(
                        "",
                        List.of(
                                new Item(one, Term.tame(Fragment.of("c0"), Kind.BIGINT)),
                                new Item(other, Term.tame(Fragment.of("c1"), Kind.BIGINT))),
                        Fragment.of("t"),
                        null,
                        List.of(one, other),
                        "grouping sets (({0}), ({k0}), ({k1}))",
                        null);

        assertThat(query.smaller())
                .extracting(Query::tarn)
                .contains(
                        "select t.b as c1 from t group by t.b",
                        "select t.a as c0 from t group by t.a");
    }
}
