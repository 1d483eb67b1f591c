package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.storage.parquet.encoding.simd.VectorSpreading;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class SpreadingTest {
    @Test
    void every_value_stands_in_its_slot_wherever_the_nulls_are() {
        Random random = new Random(23);
        for (int i = 0; i < 5_000; i++) {
            int slots = 1 + random.nextInt(400);
            long[] validity = validity(random, slots);
            int count = Bitmaps.count(validity, slots);
            RawValues values = new RawValues(RawValues.Kind.LONG, slots);
            for (int value = 0; value < count; value++) {
                values.longs[value] = value;
            }
            values.count = count;
            values.spread(validity, slots);
            assertThat(values.count).isEqualTo(slots);
            long next = 0;
            for (int slot = 0; slot < slots; slot++) {
                if (Bitmaps.isSet(validity, slot)) {
                    assertThat(values.longs[slot]).isEqualTo(next++);
                }
            }
        }
    }

    @Test
    void ids_stand_in_their_slots_and_the_null_id_in_the_others() {
        Random random = new Random(24);
        for (int i = 0; i < 5_000; i++) {
            int slots = 1 + random.nextInt(400);
            long[] validity = validity(random, slots);
            int count = Bitmaps.count(validity, slots);
            int[] ids = new int[slots];
            Arrays.setAll(ids, value -> value < count ? value : -2);
            Spreading.spread(ids, count, validity, slots, -1);
            int next = 0;
            for (int slot = 0; slot < slots; slot++) {
                int expected = Bitmaps.isSet(validity, slot) ? next++ : -1;
                assertThat(ids[slot]).isEqualTo(expected);
            }
        }
    }

    @Test
    void vectors_put_ids_where_the_plain_loop_does() {
        assumeTrue(Simd.POSSIBLE, "no vectors here");
        Random random = new Random(25);
        for (int i = 0; i < 5_000; i++) {
            long sparse = random.nextLong();
            long bits = i % 3 == 0 ? sparse : sparse | random.nextLong();
            int dense = Long.bitCount(bits) + random.nextInt(65);
            int[] scalar = random.ints(128).toArray();
            int[] vectors = scalar.clone();
            int left = Spreading.scalarIds(scalar, dense, bits, 128, -7);
            assertThat(VectorSpreading.ids(vectors, dense, bits, 64, -7)).isEqualTo(left);
            assertThat(vectors).isEqualTo(scalar);
        }
    }

    /// Runs of valid and null slots of any length; bits behind the slots may be set.
    private static long[] validity(Random random, int slots) {
        long[] words = Bitmaps.allClear(slots + 64);
        int most = 1 + random.nextInt(200);
        boolean valid = random.nextBoolean();
        for (int at = 0; at < slots + 10; valid = !valid) {
            int end = Math.min(slots + 10, at + 1 + random.nextInt(most));
            if (valid) {
                Ones.fill(words, at, end - at);
            }
            at = end;
        }
        return words;
    }
}
