package dev.sallyport.core.stack;

/**
 * One check of a stack.
 *
 * @param id of its proof
 * @param title of its proof
 * @param trial finds out whether it holds
 */
record Check(String id, String title, Trial trial) {}
