package dev.sallyport.views.decrypt;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.core.rollout.StackSummary;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What the page of decryption works with, on worker threads.
 *
 * @param decrypter opens ciphertexts and records it
 * @param documents reads what a source names
 * @param who tells who reads, for the screen and the ledger
 * @param stacks those whose outputs name records, keys and markers
 * @param rings the key rings that are kept
 * @param recent what was looked into before
 */
public record DecryptSources(
        Decrypter decrypter,
        Sources documents,
        Callable<Identity> who,
        Callable<List<StackSummary>> stacks,
        KeyRings rings,
        RecentSources recent) {}
