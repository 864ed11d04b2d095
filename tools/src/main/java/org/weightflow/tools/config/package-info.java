/** Configuration files laid over a record of defaults. Start with {@link org.weightflow.tools.config.ConfigTree}. */
package org.weightflow.tools.config;
