package dev.tarn.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.exec.KeyRange;
import dev.tarn.storage.KeyStart;

import org.junit.jupiter.api.Test;

import java.util.List;

class KeyCutsTest {
    @Test
    void ranges_have_about_as_many_bytes_and_together_all_keys() {
        List<KeyStart> starts =
                List.of(
                        new KeyStart(0, 10),
                        new KeyStart(100, 10),
                        new KeyStart(50, 10),
                        new KeyStart(150, 10),
                        new KeyStart(200, 10));
        assertThat(KeyCuts.ranges(starts, 20))
                .containsExactly(
                        new KeyRange(null, 100L),
                        new KeyRange(100L, 200L),
                        new KeyRange(200L, null));
    }

    @Test
    void one_key_is_never_divided() {
        List<KeyStart> starts =
                List.of(
                        new KeyStart(7, 10),
                        new KeyStart(7, 10),
                        new KeyStart(7, 10),
                        new KeyStart(8, 10));
        assertThat(KeyCuts.ranges(starts, 10))
                .containsExactly(
                        new KeyRange(null, 7L), new KeyRange(7L, 8L), new KeyRange(8L, null));
    }

    @Test
    void what_is_not_told_is_one_range() {
        assertThat(KeyCuts.ranges(List.of(), 10)).containsExactly(KeyRange.ALL);
    }
}
