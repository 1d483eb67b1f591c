package dev.tarn.engine.exec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A source, the operators after it, and the sink at its end.
///
/// Builders append operators and dependencies while the plan is turned into pipelines, on one
/// thread; after that a pipeline does not change.
public final class Pipeline {
    private final Source source;
    private final List<OperatorFactory> operators = new ArrayList<>();

    /// Whose the source, each operator and the sink are.
    private final List<@Nullable NodeCounters> nodes = new ArrayList<>();

    private final List<Sink> requiredSinks = new ArrayList<>();
    private final List<Pipeline> requiredPipelines = new ArrayList<>();
    private @Nullable Sink sink;

    Pipeline(Source source, @Nullable NodeCounters node) {
        this.source = source;
        nodes.add(node);
    }

    /// Makes this pipeline wait until `required` is finished.
    public void after(Sink required) {
        requiredSinks.add(required);
    }

    /// Makes this pipeline wait until the drivers of `required` have ended.
    public void after(Pipeline required) {
        requiredPipelines.add(required);
    }

    void append(OperatorFactory operator, @Nullable NodeCounters node) {
        operators.add(operator);
        nodes.add(node);
    }

    void end(Sink end, @Nullable NodeCounters node) {
        if (sink != null) {
            throw new IllegalStateException("Pipeline already ends in " + sink);
        }
        sink = end;
        nodes.add(node);
    }

    Source source() {
        return source;
    }

    List<OperatorFactory> operators() {
        return operators;
    }

    /// The nodes that the source, the operators in order, and the sink belong to.
    List<@Nullable NodeCounters> nodes() {
        return nodes;
    }

    List<Sink> requiredSinks() {
        return requiredSinks;
    }

    List<Pipeline> requiredPipelines() {
        return requiredPipelines;
    }

    Sink sink() {
        if (sink == null) {
            throw new IllegalStateException("Pipeline without an end");
        }
        return sink;
    }
}
