package dev.sallyport.views.kit;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.masking.Unmasker;
import java.util.concurrent.Callable;

/**
 * What lifts the masks of a page.
 *
 * @param unmasker writes it into the ledger first
 * @param who asks who the reader is, on a worker thread
 */
public record Unmasks(Unmasker unmasker, Callable<Identity> who) {}
