package dev.tarn.storage.table;

import static org.apache.iceberg.expressions.Expressions.alwaysTrue;
import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;
import static org.apache.iceberg.expressions.Expressions.in;
import static org.apache.iceberg.expressions.Expressions.notEqual;
import static org.apache.iceberg.expressions.Expressions.or;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.expressions.Expression;
import org.junit.jupiter.api.Test;

class NamedFilesTest {
    @Test
    void conjuncts_that_name_files_are_taken_out() {
        NamedFiles named = NamedFiles.of(and(in("_file", "a", "b"), equal("x", 1)));
        assertThat(named.files()).containsExactlyInAnyOrder("a", "b");
        assertThat(named.rest().toString()).isEqualTo(equal("x", 1).toString());
    }

    @Test
    void files_named_twice_are_those_that_both_name() {
        assertThat(NamedFiles.of(and(in("_file", "a", "b"), equal("_file", "b"))).files())
                .containsExactly("b");
        assertThat(NamedFiles.of(and(equal("_file", "a"), equal("_file", "b"))).files()).isEmpty();
    }

    @Test
    void other_conditions_name_no_files() {
        Expression other = or(equal("x", 1), equal("y", 2));
        assertThat(NamedFiles.of(other).files()).isNull();
        assertThat(NamedFiles.of(alwaysTrue()).files()).isNull();
        assertThat(NamedFiles.of(notEqual("_file", "a")).files()).isNull();
    }
}
