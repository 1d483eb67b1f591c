/// Our own rewrites of relational trees, one a class; each draws its before and after.
///
/// Does not belong here: rules that Calcite has (`plan.Phases` picks them).
@NullMarked
package dev.tarn.engine.plan.rule;

import org.jspecify.annotations.NullMarked;
