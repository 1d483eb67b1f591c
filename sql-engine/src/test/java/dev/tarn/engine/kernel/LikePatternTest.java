package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;

class LikePatternTest {
    private static final String[] LETTERS = {"a", "b", "é", "日", "😀"};

    private static String text(Random random, int most, boolean isPattern) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            int kind = isPattern ? random.nextInt(10) : 9;
            text.append(
                    kind < 2
                            ? "%"
                            : kind < 4
                                    ? "_"
                                    : LETTERS[
                                            random.nextInt(
                                                    random.nextBoolean() ? 2 : LETTERS.length)]);
        }
        return text.toString();
    }

    private static boolean byRegex(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints()
                .forEach(c ->
                        regex.append(c == '%' ? ".*" : c == '_' ? "." : Character.toString(c)));
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    @Test
    void patterns_match_what_a_regular_expression_matches() {
        Random random = new Random(77);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = text(random, 8, true);
            String text = text(random, 12, false);
            byte[] utf8 = pattern.getBytes(StandardCharsets.UTF_8);
            byte[] data = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            boolean isMatch =
                    LikePattern.compile(utf8, 0, utf8.length, -1).matches(data, 1, data.length - 1);
            assertThat(isMatch)
                    .as("'%s' like '%s'", text, pattern)
                    .isEqualTo(byRegex(pattern, text));
            matched += isMatch ? 1 : 0;
        }
        assertThat(matched).isBetween(5_000, 45_000);
    }
}
