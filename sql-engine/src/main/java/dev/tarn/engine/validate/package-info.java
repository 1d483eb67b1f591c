/// Names and types: what a syntax tree means against the catalogs and the functions there are.
///
/// Belongs here: the set-up of Calcite's validator, the operator table made from `function`, the
/// rewriting of syntax before validation, errors with nearest names. Does not belong here: rules on
/// relational trees (`plan`). Start reading at [Binder].
@NullMarked
package dev.tarn.engine.validate;

import org.jspecify.annotations.NullMarked;
