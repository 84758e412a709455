#include "web_assets.h"

const unsigned char web_assets_stylesheet[] = {
#embed "../Web/Assets/hub.css"
};
const unsigned long web_assets_stylesheet_length = sizeof web_assets_stylesheet;

const unsigned char web_assets_script[] = {
#embed "../Web/Assets/hub.js"
};
const unsigned long web_assets_script_length = sizeof web_assets_script;

const unsigned char web_assets_icon[] = {
#embed "../Web/Assets/icon.svg"
};
const unsigned long web_assets_icon_length = sizeof web_assets_icon;
