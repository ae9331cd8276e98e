package dev.sallyport.views.shell;

import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AccountOffers;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * How the window goes over to another account.
 *
 * @param current what it works with now
 * @param offers looks for what else there is; takes a moment
 * @param to opens what was chosen in place of this
 */
public record AccountSwitch(AccountChoice current, Callable<AccountOffers> offers, Consumer<AccountChoice> to) {}
