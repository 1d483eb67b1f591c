package dev.tarn.bench.duel;

import dev.tarn.bench.duel.Outcome.Times;
import dev.tarn.bench.duel.Side.Answer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Asks each question of all sides in turns and measures them. One thread.
///
/// First each side once with the files out of the operating system's cache, and Tarn's caches
/// empty; the JVM and DuckDB are warm by then. Then both warm up for the same number of runs, until
/// neither becomes faster any more, and then they are measured for the same number of runs,
/// beginning with the other one in each round, until the time for the question is over: both keep
/// what tells where rows are (manifests, footers), neither keeps rows. Last, Tarn repeats it with
/// all its caches on, warmed up in the same way. Every answer is compared.
public final class Duel {
    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 2001;
    private static final double WARM_UP_SHARE = 0.25;
    private static final double MEASURED_SHARE = 0.5;
    private static final int MOST_WARM_UPS = 10;

    /// A side is warm when its median is no less than this share of the one before.
    private static final double STEADY = 0.98;

    private final Side tarn;
    private final Caches caches;
    private final DuckSide duck;
    private final double seconds;
    private long peakMemoryBytes;

    /// Tarn's caches of files and plans.
    @FunctionalInterface
    public interface Caches {
        /// From now on, what is kept; what was kept and is not any more is forgotten.
        void keep(Kept kept);
    }

    /// What Tarn keeps of files.
    public enum Kept {
        NOTHING,

        /// Manifests and footers, as DuckDB does, and plans.
        METADATA,

        EVERYTHING
    }

    /// @param caches switched off but for the repeats that are measured with them
    /// @param seconds for each question, the first runs not counted
    public Duel(Side tarn, Caches caches, DuckSide duck, double seconds) {
        this.tarn = tarn;
        this.caches = caches;
        this.duck = duck;
        this.seconds = seconds;
    }

    /// Asks all questions in turns until `warmUpSeconds` are over, or all have been asked once, so
    /// that what is measured first does not find a JVM that has just started.
    public void warmUp(List<Question> questions, double warmUpSeconds) {
        caches.keep(Kept.METADATA);
        long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        boolean isFirst = true;
        while (isFirst || System.nanoTime() < end) {
            for (Question question : questions) {
                if (isFirst || System.nanoTime() < end) {
                    tarn.ask(question.text());
                    duck.ask(question.text());
                }
            }
            isFirst = false;
        }
        caches.keep(Kept.NOTHING);
    }

    /// Measures one question.
    ///
    /// @throws WrongAnswerException if the sides do not agree
    Outcome run(Question question) {
        peakMemoryBytes = 0;
        List<Side> sides = List.of(tarn, duck);
        caches.keep(Kept.NOTHING);
        List<Double> first = new ArrayList<>();
        List<List<@Nullable Object>> expected = List.of();
        for (Side side : sides) {
            PageCache.forget(question.table().files());
            Run run = ask(side, question);
            first.add(run.seconds());
            if (first.size() == 1) {
                expected = run.answer().rows();
            }
            check(question, expected, run.answer());
        }
        caches.keep(Kept.METADATA);
        warmUp(question, sides, expected, seconds * WARM_UP_SHARE);
        List<List<Run>> runs = rounds(question, sides, expected, seconds * MEASURED_SHARE);
        caches.keep(Kept.EVERYTHING);
        double rest = seconds * (1 - WARM_UP_SHARE - MEASURED_SHARE);
        warmUp(question, List.of(tarn), expected, rest / 2);
        List<Run> kept = rounds(question, List.of(tarn), expected, rest / 2).getFirst();
        caches.keep(Kept.NOTHING);
        return new Outcome(
                question,
                Times.of(first.get(0), runs.get(0)),
                Times.of(first.get(1), runs.get(1)),
                Times.of(first.get(0), kept),
                duck.columnBytes(question.table().files(), question.columns()),
                peakMemoryBytes);
    }

    /// One answer, the wall time that it took and the processor time of all threads meanwhile.
    record Run(double seconds, double cpuSeconds, Answer answer) {}

    private static Run ask(Side side, Question question) {
        long cpu = Machine.cpuNanos();
        long begin = System.nanoTime();
        Answer answer = side.ask(question.text());
        double took = (System.nanoTime() - begin) / 1e9;
        return new Run(took, (Machine.cpuNanos() - cpu) / 1e9, answer);
    }

    /// Slices of `duration` seconds until no side is faster than in the slice before, at least two,
    /// at most [#MOST_WARM_UPS]: short queries take thousands of runs before all their loops are
    /// compiled.
    private void warmUp(
            Question question,
            List<Side> sides,
            List<List<@Nullable Object>> expected,
            double duration) {
        double[] before = new double[sides.size()];
        Arrays.fill(before, Double.POSITIVE_INFINITY);
        boolean steady = false;
        for (int slice = 0; slice < MOST_WARM_UPS && !steady; slice++) {
            List<List<Run>> runs = rounds(question, sides, expected, duration);
            steady = true;
            for (int side = 0; side < before.length; side++) {
                double now = Times.of(0, runs.get(side)).warm();
                steady &= now >= STEADY * before[side];
                before[side] = now;
            }
        }
    }

    /// Asks all sides again and again for `duration` seconds; the runs of each side.
    private List<List<Run>> rounds(
            Question question,
            List<Side> sides,
            List<List<@Nullable Object>> expected,
            double duration) {
        List<List<Run>> runs = new ArrayList<>();
        sides.forEach(_ -> runs.add(new ArrayList<>()));
        long end = System.nanoTime() + (long) (duration * 1e9);
        int round = 0;
        while (round < LEAST_RUNS || round < MOST_RUNS && System.nanoTime() < end) {
            for (int turn = 0; turn < sides.size(); turn++) {
                int i = (turn + round) % sides.size();
                Run run = ask(sides.get(i), question);
                runs.get(i).add(run);
                check(question, expected, run.answer());
            }
            round++;
        }
        return runs;
    }

    private void check(Question question, List<List<@Nullable Object>> expected, Answer answer) {
        peakMemoryBytes = Math.max(peakMemoryBytes, answer.peakMemoryBytes());
        if (!SameRows.same(expected, answer.rows())) {
            throw new WrongAnswerException(
                    "%s: the sides do not agree on%n%s%none says%n%s%nanother%n%s"
                            .formatted(question.name(), question.text(), expected, answer.rows()));
        }
    }

    /// Sides that give different rows for one question.
    static final class WrongAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongAnswerException(String message) {
            super(message);
        }
    }
}
