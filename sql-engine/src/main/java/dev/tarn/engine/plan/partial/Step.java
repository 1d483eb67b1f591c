package dev.tarn.engine.plan.partial;

import org.apache.calcite.rel.RelNode;

import java.util.function.UnaryOperator;

/// A way from a node to one of its inputs.
///
/// @param input where it leads
/// @param request what the node asks of that input to give what it is asked for itself
/// @param above the node over an input that answers `request`
record Step(RelNode input, Request request, UnaryOperator<Built> above) {}
