package dev.sallyport.core.proof;

/**
 * One check of a stack.
 *
 * @param id of its proof
 * @param title of its proof
 * @param lag for how long it may fail before that counts
 * @param trial finds out whether it holds
 */
record Check(String id, String title, Lag lag, Trial trial) {}
