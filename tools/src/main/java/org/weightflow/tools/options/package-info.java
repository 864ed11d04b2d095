/** Options that several commands share, as mixins. Start with {@link org.weightflow.tools.options.OutOption}. */
package org.weightflow.tools.options;
