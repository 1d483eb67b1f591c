/// Where rows lie on a curve through several columns, so that rows which are close in all of them
/// come together: ranks by cut points of a sample, keys along the curve.
@NullMarked
package dev.tarn.engine.curve;

import org.jspecify.annotations.NullMarked;
