package dev.tarn.engine.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class NameTest {

    @Test
    void text_is_cut_at_dots_outside_of_quotes() {
        assertThat(Name.parse("a.b").parts()).containsExactly("a", "b");
        assertThat(Name.parse("\"a.b\".c").parts()).containsExactly("a.b", "c");
        assertThat(Name.parse("\"say \"\"x\"\"\"").parts()).containsExactly("say \"x\"");
        assertThat(Name.parse("`a.b`.`c``d`.\"e`\"").parts()).containsExactly("a.b", "c`d", "e`");
        assertThat(Name.parse("a.").parts()).containsExactly("a", "");
    }

    @Test
    void quoted_text_is_the_name_again() {
        Name name = new Name(List.of("a.b", "c", "d\"e"), null);
        assertThat(Name.parse(name.quoted())).isEqualTo(name);
    }
}
