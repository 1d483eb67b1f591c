package dev.tarn.engine.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

@Timeout(60)
final class FusedLoopsTest {
    private static final FusedLoop LOOP = (arrays, constants, out, rows, count) -> 0;

    private final List<Shape> written = new ArrayList<>();

    private FusedLoop write(Shape shape) {
        written.add(shape);
        return LOOP;
    }

    /// The double of a column, doubled `times` times.
    private static Shape shape(int times) {
        ShapeBuilder shape = new ShapeBuilder();
        int number = shape.input(Lane.DOUBLE);
        for (int i = 0; i < times; i++) {
            number = shape.apply(Operation.ADD_DOUBLES, number, number);
        }
        return new Shape(shape.values(), false);
    }

    @Test
    void a_loop_is_made_once_enough_was_asked_for_whoever_asks() {
        FusedLoops loops = new FusedLoops(300, this::write, Runnable::run);
        assertThat(loops.candidate(shape(3)).loop(60)).isNull();
        assertThat(loops.candidate(shape(3)).loop(39)).isNull();
        assertThat(loops.candidate(shape(3)).loop(1)).isSameAs(LOOP);
        assertThat(loops.candidate(shape(3)).loop(1)).isSameAs(LOOP);
        assertThat(written).containsExactly(shape(3));
    }

    @Test
    void formulas_of_one_shape_have_one_candidate() {
        FusedLoops loops = FusedLoops.atOnce();
        assertThat(loops.candidate(shape(3))).isSameAs(loops.candidate(shape(3)));
        assertThat(loops.candidate(shape(3))).isNotSameAs(loops.candidate(shape(4)));
        assertThat(loops.candidate(shape(3)).loop(1))
                .isNotNull()
                .isSameAs(loops.candidate(shape(3)).loop(1));
    }

    @Test
    void the_shapes_used_last_are_kept() {
        FusedLoops loops = new FusedLoops(0, this::write, Runnable::run);
        FusedLoops.Candidate first = loops.candidate(shape(1));
        FusedLoops.Candidate second = loops.candidate(shape(2));
        for (int times = 3; times <= FusedLoops.MAX_SHAPES + 1; times++) {
            assertThat(loops.candidate(shape(1))).isSameAs(first);
            loops.candidate(shape(times));
        }
        assertThat(loops.shapeCount()).isEqualTo(FusedLoops.MAX_SHAPES);
        assertThat(loops.candidate(shape(1))).isSameAs(first);
        assertThat(loops.candidate(shape(2))).isNotSameAs(second);
    }

    @Test
    void what_finds_no_place_in_the_queue_has_to_become_hot_once_more() {
        Queue<Runnable> queue = new ArrayDeque<>();
        FusedLoops loops =
                new FusedLoops(
                        10,
                        this::write,
                        task -> {
                            if (!queue.isEmpty()) {
                                throw new RejectedExecutionException("full");
                            }
                            queue.add(task);
                        });
        FusedLoops.Candidate waiting = loops.candidate(shape(1));
        FusedLoops.Candidate dropped = loops.candidate(shape(2));
        assertThat(waiting.loop(10)).isNull();
        assertThat(dropped.loop(10)).isNull();
        queue.remove().run();
        assertThat(waiting.loop(1)).isSameAs(LOOP);
        assertThat(dropped.loop(4)).isNull();
        assertThat(queue).isEmpty();
        assertThat(dropped.loop(1)).isNull();
        queue.remove().run();
        assertThat(dropped.loop(1)).isSameAs(LOOP);
    }

    @Test
    void the_queue_in_the_background_is_bounded() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        FusedLoops loops =
                FusedLoops.inBackground(
                        1,
                        shape -> {
                            started.countDown();
                            try {
                                open.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return write(shape);
                        });
        try (loops) {
            loops.candidate(shape(1)).loop(1);
            started.await();
            for (int times = 2; times <= FusedLoops.MAX_WAITING + 5; times++) {
                loops.candidate(shape(times)).loop(1);
            }
            open.countDown();
            while (loops.candidate(shape(FusedLoops.MAX_WAITING + 1)).loop(0) == null) {
                Thread.onSpinWait();
            }
        }
        assertThat(written).hasSize(FusedLoops.MAX_WAITING + 1);
    }

    @Test
    void what_no_class_can_be_made_of_is_tried_once() {
        FusedLoops loops =
                new FusedLoops(
                        0,
                        shape -> {
                            written.add(shape);
                            throw new IllegalStateException("No class");
                        },
                        Runnable::run);
        assertThat(loops.candidate(shape(1)).loop(1)).isNull();
        assertThat(loops.candidate(shape(1)).loop(1)).isNull();
        assertThat(written).hasSize(1);
    }

    @Test
    void a_closed_engine_makes_no_loops() {
        FusedLoops loops = FusedLoops.inBackground(1);
        loops.close();
        assertThat(loops.candidate(shape(1)).loop(1)).isNull();
        assertThat(FusedLoops.NONE.candidate(shape(1)).loop(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void a_loop_of_the_background_is_run_before_it_is_given_out() {
        try (FusedLoops loops = FusedLoops.inBackground(1)) {
            FusedLoops.Candidate candidate = loops.candidate(shape(2));
            FusedLoop loop = candidate.loop(1);
            while (loop == null) {
                Thread.onSpinWait();
                loop = candidate.loop(0);
            }
            double[] out = new double[2];
            loop.run(new Object[] {new double[] {1.5, -2}}, new long[0], out, null, 2);
            assertThat(out).containsExactly(6, -8);
        }
    }
}
