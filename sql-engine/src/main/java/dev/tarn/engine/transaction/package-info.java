/// Transactions over several statements: what is staged of each table, and the commit of all.
///
/// Belongs here: which transactions are open, tables as they see them, what they wrote, how it is
/// put on top of what others committed meanwhile. Does not belong here: statements, which run on
/// the tables they are given as ever.
@NullMarked
package dev.tarn.engine.transaction;

import org.jspecify.annotations.NullMarked;
