package dev.tarn.engine.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/// Rows on their way while a plan is being built: the open pipelines that deliver them. There is
/// one pipeline until a union joins several.
public record Flow(QueryContext query, List<Pipeline> pipelines) {
    public Flow {
        pipelines = List.copyOf(pipelines);
    }

    /// The rows of `source`.
    public static Flow from(QueryContext query, Source source) {
        return new Flow(query, List.of(query.open(source)));
    }

    /// The rows of all of `flows`, without any order among them.
    public static Flow union(QueryContext query, List<Flow> flows) {
        List<Pipeline> all = new ArrayList<>();
        for (Flow flow : flows) {
            all.addAll(flow.pipelines);
        }
        return new Flow(query, all);
    }

    /// What `operator` makes of these rows.
    public Flow through(OperatorFactory operator) {
        query.closeAtEnd(operator);
        for (Pipeline pipeline : pipelines) {
            pipeline.append(operator, query.node());
        }
        return this;
    }

    /// These rows, but not before `sink` is finished.
    public Flow after(Sink sink) {
        for (Pipeline pipeline : pipelines) {
            pipeline.after(sink);
        }
        return this;
    }

    /// These rows, but not before the drivers of `earlier` have ended.
    public Flow after(Flow earlier) {
        for (Pipeline pipeline : pipelines) {
            for (Pipeline required : earlier.pipelines) {
                pipeline.after(required);
            }
        }
        return this;
    }

    /// Work without rows, in `morselCount` pieces that several workers share, once `before` is
    /// finished; gives what has to be waited for until it is done.
    public static Sink work(
            QueryContext query, Sink before, IntSupplier morselCount, IntConsumer piece) {
        Sink done = new NoRows();
        NumberedSource pieces =
                new NumberedSource(
                        morselCount,
                        query.config().workerCount(),
                        number -> NumberedSource.work(() -> piece.accept(number)));
        from(query, pieces).after(before).into(done);
        return done;
    }

    /// As [#work], where each piece is many steps: `pieces` makes them.
    public static Sink longWork(
            QueryContext query, Sink before, IntSupplier morselCount, IntFunction<Morsel> pieces) {
        Sink done = new NoRows();
        from(query, new NumberedSource(morselCount, query.config().workerCount(), pieces))
                .after(before)
                .into(done);
        return done;
    }

    /// Ends these pipelines in `sink`.
    public void into(Sink sink) {
        query.closeAtEnd(sink);
        for (Pipeline pipeline : pipelines) {
            pipeline.end(sink, query.node());
        }
    }
}
