#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

// What pages load, embedded in the binary byte for byte: one file, its first byte and its length.
extern const unsigned char web_assets_stylesheet[];
extern const unsigned long web_assets_stylesheet_length;
extern const unsigned char web_assets_script[];
extern const unsigned long web_assets_script_length;
extern const unsigned char web_assets_icon[];
extern const unsigned long web_assets_icon_length;

// Swift sees no array without a length, but a pointer to its first byte.
static inline const unsigned char *web_assets_stylesheet_start(void) { return web_assets_stylesheet; }
static inline const unsigned char *web_assets_script_start(void) { return web_assets_script; }
static inline const unsigned char *web_assets_icon_start(void) { return web_assets_icon; }

#endif
