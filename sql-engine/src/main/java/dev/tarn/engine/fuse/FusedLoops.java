package dev.tarn.engine.fuse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The loops of an engine: one for each shape of which enough rows have been asked for.
/// Thread-safe.
///
/// A loop is made on one thread in the background and run there until the compiler of the machine
/// has had its time; whoever wants it before does without. At most [#MAX_SHAPES] shapes are kept,
/// those used last, with what was asked for of each; at most [#MAX_WAITING] wait for being made,
/// and what finds the queue full has to become hot once more.
public final class FusedLoops implements AutoCloseable {
    /// Session property; `false` has the session's expressions computed by kernels alone.
    public static final String PROPERTY = "expression_fusion";

    /// Never makes a loop.
    public static final FusedLoops NONE =
            new FusedLoops(Long.MAX_VALUE, LoopWriter::write, Runnable::run);

    static final int MAX_SHAPES = 256;
    static final int MAX_WAITING = 16;

    private static final Logger LOG = LoggerFactory.getLogger(FusedLoops.class);

    private final long hotOperationCount;
    private final Function<Shape, FusedLoop> writer;
    private final Executor executor;
    private final SequencedMap<Shape, Candidate> candidates = new LinkedHashMap<>(16, 0.75f, true);

    /// Loops made by `writer` on `executor`, of shapes of which `hotOperationCount` operations were
    /// asked for.
    public FusedLoops(
            long hotOperationCount, Function<Shape, FusedLoop> writer, Executor executor) {
        this.hotOperationCount = hotOperationCount;
        this.writer = writer;
        this.executor = executor;
    }

    /// Loops that are made in the background.
    public static FusedLoops inBackground(long hotOperationCount) {
        return inBackground(hotOperationCount, shape -> WarmUp.of(shape, LoopWriter.write(shape)));
    }

    static FusedLoops inBackground(long hotOperationCount, Function<Shape, FusedLoop> writer) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().daemon().name("fused-loops").factory());
        executor.allowCoreThreadTimeOut(true);
        return new FusedLoops(hotOperationCount, writer, executor);
    }

    /// Loops that are made for the first rows, by the thread that asks.
    public static FusedLoops atOnce() {
        return new FusedLoops(0, LoopWriter::write, Runnable::run);
    }

    /// What is known of `shape`; to be kept by whoever computes it.
    public synchronized Candidate candidate(Shape shape) {
        Candidate known = candidates.computeIfAbsent(shape, Candidate::new);
        if (candidates.size() > MAX_SHAPES) {
            candidates.pollFirstEntry();
        }
        return known;
    }

    /// Whether any loop is ever made.
    public boolean areMade() {
        return hotOperationCount < Long.MAX_VALUE;
    }

    synchronized int shapeCount() {
        return candidates.size();
    }

    /// A shape that may become a loop.
    public final class Candidate {
        private final Shape shape;
        private long askedOperationCount;
        private boolean made;
        private volatile @Nullable FusedLoop loop;

        private Candidate(Shape shape) {
            this.shape = shape;
        }

        /// The loop, if it is there; `rowCount` rows will be computed with it or without.
        public @Nullable FusedLoop loop(int rowCount) {
            FusedLoop known = loop;
            if (known == null && ask(rowCount)) {
                order();
                return loop;
            }
            return known;
        }

        /// Whether it has just become hot.
        private synchronized boolean ask(int rowCount) {
            askedOperationCount += (long) rowCount * shape.operationCount();
            if (made || askedOperationCount < hotOperationCount) {
                return false;
            }
            made = true;
            return true;
        }

        private void order() {
            try {
                executor.execute(this::make);
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    askedOperationCount = 0;
                    made = false;
                }
            }
        }

        private void make() {
            try {
                loop = writer.apply(shape);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("Kernels are used for what no loop can be made of: shape={}", shape, e);
            }
        }
    }

    /// Makes no more loops; those there are stay.
    @Override
    public void close() {
        if (executor instanceof ExecutorService service) {
            service.shutdownNow();
        }
    }
}
