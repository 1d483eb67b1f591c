/// From a bound query to a relational tree that is worth executing.
///
/// Belongs here: conversion, and the phases of rewriting: sub-queries, decorrelation, push-down,
/// join order, pruning of columns. Does not belong here: the physical plan (`lower` makes it).
/// Start reading at [QueryPlanner].
@NullMarked
package dev.tarn.engine.plan;

import org.jspecify.annotations.NullMarked;
