package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.AppendHistory.Append;
import dev.tarn.catalog.AppendHistory.Event;
import dev.tarn.catalog.AppendHistory.Read;
import dev.tarn.catalog.AppendHistory.Told;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class AppendHistoryTest {

    private static Append done(long value, long begin, long end) {
        return new Append(value, begin, end, Told.DONE);
    }

    private static Read read(long begin, long end, Long... seen) {
        return new Read(List.of(seen), begin, end);
    }

    private static void isRight(List<Long> finalList, Event... events) {
        assertThat(AppendHistory.flaw(List.of(events), finalList)).isEmpty();
    }

    private static void isWrong(String message, List<Long> finalList, Event... events) {
        assertThat(AppendHistory.flaw(List.of(events), finalList))
                .hasValueSatisfying(flaw -> assertThat(flaw).startsWith(message));
    }

    @Test
    void oneAfterTheOtherIsRight() {
        isRight(List.of(1L, 2L), done(1, 0, 1), read(2, 3, 1L), done(2, 4, 5), read(6, 7, 1L, 2L));
    }

    @Test
    void appendsAtOnceMayEndUpInAnyOrder() {
        isRight(List.of(2L, 1L), done(1, 0, 10), done(2, 5, 15));
    }

    @Test
    void readDuringAnAppendMaySeeItOrNot() {
        isRight(List.of(1L), done(1, 0, 10), read(2, 3), read(4, 5, 1L));
    }

    @Test
    void lostUpdateIsWrong() {
        isWrong("Lost", List.of(2L), done(1, 0, 1), done(2, 2, 3));
    }

    @Test
    void valueThatIsThereTwiceIsWrong() {
        isWrong("There twice", List.of(1L, 1L), done(1, 0, 1));
    }

    @Test
    void refusedValueThatIsThereIsWrong() {
        isWrong("Refused and there", List.of(1L), new Append(1, 0, 1, Told.REFUSED));
    }

    @Test
    void valueThatNobodyAppendedIsWrong() {
        isWrong("Nobody appended", List.of(1L, 9L), done(1, 0, 1));
    }

    @Test
    void staleReadIsWrong() {
        isWrong("Ended before", List.of(1L), done(1, 0, 1), read(2, 3));
    }

    @Test
    void readOfWhatIsNotAppendedYetIsWrong() {
        isWrong("Ended before", List.of(1L), read(0, 1, 1L), done(1, 2, 3));
    }

    @Test
    void readThatGoesBackIsWrong() {
        isWrong("Ended before", List.of(1L), done(1, 0, 10), read(1, 2, 1L), read(3, 4));
    }

    @Test
    void readOfAnotherOrderIsWrong() {
        isWrong("No prefix", List.of(1L, 2L), done(1, 0, 9), done(2, 0, 9), read(10, 11, 2L, 1L));
    }

    @Test
    void orderAgainstTimeIsWrong() {
        isWrong("Ended before", List.of(2L, 1L), done(1, 0, 1), done(2, 2, 3));
    }

    @Test
    void unansweredAppendMayBeThereOrNotAndMayComeLate() {
        Append unanswered = new Append(1, 0, 1, Told.UNKNOWN);
        isRight(List.of(), unanswered, read(2, 3));
        isRight(List.of(2L, 1L), unanswered, done(2, 4, 5), read(6, 7, 2L));
    }

    @Test
    void unansweredAppendThatWasSeenStays() {
        Append unanswered = new Append(1, 0, 1, Told.UNKNOWN);
        isWrong("Ended before", List.of(1L), unanswered, read(2, 3, 1L), read(4, 5));
    }

    /// Histories made by a real list are right; with two values swapped that were not appended at
    /// once, they are wrong.
    @Test
    void historiesOfARealListAreRightAndSwappedOnesWrong() {
        SeededRandom.forEachSeed(
                200,
                random -> {
                    List<Event> events = new ArrayList<>();
                    List<Long> list = new ArrayList<>();
                    long now = 100;
                    for (int i = 0; i < 50; i++) {
                        now += 1 + random.nextInt(10);
                        long begin = now - random.nextInt(30);
                        long end = now + random.nextInt(30);
                        if (random.nextBoolean()) {
                            list.add((long) i);
                            events.add(done(i, begin, end));
                        } else {
                            events.add(new Read(list, begin, end));
                        }
                    }
                    Collections.shuffle(events, random);
                    assertThat(AppendHistory.flaw(events, list)).isEmpty();
                    assertThat(AppendHistory.flaw(events, swapped(list, random))).isPresent();
                });
    }

    private static List<Long> swapped(List<Long> list, Random random) {
        List<Long> result = new ArrayList<>(list);
        int far = list.size() - 1 - random.nextInt(3);
        Collections.swap(result, random.nextInt(3), far);
        return result;
    }
}
