package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Page;
import java.util.function.Supplier;
import org.kordamp.ikonli.Ikon;

/**
 * A page in the sidebar.
 *
 * @param id stable, lower case, as in {@link dev.sallyport.views.kit.Place}
 * @param title as the sidebar shows it
 * @param build makes the page when it is first visited
 */
public record Feature(String id, String title, Ikon icon, Supplier<Page> build) {}
