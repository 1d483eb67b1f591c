package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.kernel.simd.VectorSelections;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

class SelectionsTest {
    private static final int TRIES = 3_000;

    @Test
    void rows_in_a_range_are_picked_whatever_the_candidates() {
        Random random = new Random(31);
        for (int i = 0; i < TRIES; i++) {
            Case rows = Case.random(random);
            int count = rows.candidateCount();
            int[] kept = new int[count];
            double[] doubles = rows.doubles();
            int least = random.nextInt(-70, 70);
            int most = random.nextInt(-70, 70);
            int[] expected = rows.pick(row -> rows.ints[row] >= least && rows.ints[row] <= most);
            int ints =
                    RangeSelections.inRange(
                            rows.ints, least, most, rows.validity, rows.selection, count, kept);
            assertThat(Arrays.copyOf(kept, ints)).isEqualTo(expected);
            int longs =
                    RangeSelections.inRange(
                            rows.longs(), least, most, rows.validity, rows.selection, count, kept);
            assertThat(Arrays.copyOf(kept, longs)).isEqualTo(expected);
            int inDoubles =
                    RangeSelections.inRange(
                            doubles, least, most, rows.validity, rows.selection, count, kept);
            assertThat(Arrays.copyOf(kept, inDoubles))
                    .isEqualTo(rows.pick(row -> doubles[row] >= least && doubles[row] <= most));
        }
    }

    @Test
    void rows_are_picked_by_the_entries_of_small_and_large_dictionaries() {
        Random random = new Random(32);
        for (int i = 0; i < TRIES; i++) {
            Case rows = Case.random(random);
            int entryCount = 1 + random.nextInt(random.nextBoolean() ? 32 : 80);
            boolean[] entries = new boolean[entryCount];
            for (int entry = 0; entry < entryCount; entry++) {
                entries[entry] = random.nextBoolean();
            }
            long[] validity = random.nextBoolean() ? null : random.longs(2).toArray();
            int[] ids = Arrays.stream(rows.ints).map(i1 -> (i1 & 0xff) % entryCount).toArray();
            int[] kept = new int[rows.candidateCount()];
            int count =
                    Selections.whereTrue(
                            entries, validity, ids, rows.selection, rows.candidateCount(), kept);
            Case all = new Case(rows.ints, null, rows.selection);
            assertThat(Arrays.copyOf(kept, count))
                    .isEqualTo(all.pick(row -> entries[ids[row]] && isValid(validity, ids[row])));
        }
    }

    @Test
    void vectors_pick_what_the_scalar_loops_pick() {
        Assumptions.assumeTrue(Simd.POSSIBLE, "vector instructions are not in use");
        Random random = new Random(33);
        for (int i = 0; i < TRIES; i++) {
            Case given = Case.random(random);
            Case rows = new Case(given.ints, given.validity, null);
            int count = rows.ints.length;
            int whole = count & -VectorSelections.STEP;
            int[] kept = new int[count];
            int least = random.nextInt(-70, 70);
            int most = random.nextInt(-70, 70);
            int ints = VectorSelections.inRange(rows.ints, least, most, rows.validity, count, kept);
            int[] expected =
                    rows.pick(row ->
                            row < whole && rows.ints[row] >= least && rows.ints[row] <= most);
            assertThat(Arrays.copyOf(kept, ints)).isEqualTo(expected);
            int longs =
                    VectorSelections.inRange(rows.longs(), least, most, rows.validity, count, kept);
            assertThat(Arrays.copyOf(kept, longs)).isEqualTo(expected);
            double[] doubles = rows.doubles();
            int inDoubles =
                    VectorSelections.inRange(doubles, least, most, rows.validity, count, kept);
            assertThat(Arrays.copyOf(kept, inDoubles))
                    .isEqualTo(
                            rows.pick(row ->
                                    row < whole && doubles[row] >= least && doubles[row] <= most));
            int[] ids = Arrays.stream(rows.ints).map(value -> value & 31).toArray();
            int bits = random.nextInt();
            int byBit = VectorSelections.whereBit(ids, bits, count, kept);
            assertThat(Arrays.copyOf(kept, byBit))
                    .isEqualTo(
                            new Case(rows.ints, null, null)
                                    .pick(row -> row < whole && (bits >>> ids[row] & 1) == 1));
            int[] some = IntStream.range(0, count).filter(row -> random.nextBoolean()).toArray();
            int[] keptOfSome = some.clone();
            int ofSome = VectorSelections.whereBit(ids, bits, keptOfSome, some.length, keptOfSome);
            assertThat(Arrays.copyOf(keptOfSome, ofSome))
                    .isEqualTo(
                            Arrays.stream(some, 0, some.length & -VectorSelections.STEP)
                                    .filter(row -> (bits >>> ids[row] & 1) == 1)
                                    .toArray());
        }
    }

    private static boolean isValid(long @Nullable [] words, int bit) {
        return words == null || (words[bit >>> 6] >>> bit & 1) == 1;
    }

    private record Case(int[] ints, long @Nullable [] validity, int @Nullable [] selection) {
        static Case random(Random random) {
            int count = random.nextInt(200);
            int[] ints = random.ints(count, -64, 64).toArray();
            long[] validity =
                    random.nextBoolean() ? null : random.longs((count >>> 6) + 1).toArray();
            int[] selection =
                    random.nextBoolean()
                            ? null
                            : IntStream.range(0, count)
                                    .filter(row -> random.nextInt(3) > 0)
                                    .toArray();
            return new Case(ints, validity, selection);
        }

        int candidateCount() {
            return selection == null ? ints.length : selection.length;
        }

        long[] longs() {
            return Arrays.stream(ints).asLongStream().toArray();
        }

        /// NaN where the int is 13.
        double[] doubles() {
            return Arrays.stream(ints)
                    .mapToDouble(value -> value == 13 ? Double.NaN : value)
                    .toArray();
        }

        int[] pick(IntPredicate keeps) {
            IntStream rows =
                    selection == null ? IntStream.range(0, ints.length) : Arrays.stream(selection);
            return rows.filter(row -> isValid(validity, row) && keeps.test(row)).toArray();
        }
    }
}
