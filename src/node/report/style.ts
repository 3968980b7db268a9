/** The page's style sheet: light, dark as the reader's system is, and light on paper. */

const light = `--page:#f6f7f9;--card:#fff;--ink:#16191f;--soft:#5b6470;--line:#e3e6ea;--grid:#eceef1;--a:#2f6fde;--b:#d9730d;--band:rgba(47,111,222,.16);--right:#2f6fde;--wrong:#d9480f;--strong:#fff;--checker:#d8dce2`;
const dark = `--page:#0f1217;--card:#181c23;--ink:#e8eaee;--soft:#98a2b0;--line:#2b313b;--grid:#252b34;--a:#6ea2ff;--b:#ffa94d;--band:rgba(110,162,255,.2);--right:#5b93ff;--wrong:#ff7b47;--strong:#0b0e13;--checker:#333a45`;

export const style: string = `
:root{color-scheme:light dark;${light};--soft-font:12.5px}
@media (prefers-color-scheme:dark){:root:not(.print){${dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1160px;margin:0 auto;padding:28px 20px 60px}
header h1{font-size:26px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em}
header p{margin:0;color:var(--soft)}
h2{font-size:17px;margin:0 0 10px}
h3{font-size:14px;font-weight:600;margin:0;display:flex;justify-content:space-between;align-items:baseline;gap:8px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px 20px;margin-top:18px}
.about{color:var(--soft);font-size:13.5px;margin:-4px 0 12px;max-width:75ch}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(138px,1fr));gap:12px;margin-top:18px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.tile b{display:block;font-size:22px;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;line-height:1.3;overflow-wrap:anywhere}
.tile span{color:var(--soft);font-size:var(--soft-font)}
.notes{margin:0;padding-left:20px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:22px 26px}
.chart{min-width:0}
.chart button{font:inherit;font-size:12px;color:var(--soft);background:none;border:1px solid var(--line);border-radius:5px;padding:1px 8px;cursor:pointer}
.chart button[aria-pressed=true]{color:var(--ink);border-color:var(--soft)}
.uplot .u-legend{font-size:12.5px;text-align:left;color:var(--soft);width:auto;margin:2px 0 0 54px}
.uplot .u-legend th,.uplot .u-legend td{border:0;padding:0 2px;white-space:nowrap;color:inherit}
.uplot .u-legend tr{margin-right:10px}
.uplot .u-legend th{font-weight:500}
.uplot .u-legend .u-value{font-variant-numeric:tabular-nums;color:var(--ink)}
.uplot .u-legend .band{display:none}
.u-hz .u-cursor-x,.u-hz .u-cursor-y{border-color:var(--soft)}
.wide{overflow-x:auto;max-width:100%}
.matrix{display:block;height:auto;max-width:100%;fill:var(--ink)}
.matrix text{text-anchor:middle;dominant-baseline:central;font-variant-numeric:tabular-nums}
.matrix .row,.matrix .column{dominant-baseline:central}
.matrix .row{text-anchor:end}
.matrix .column{text-anchor:start}
.matrix .axis{fill:var(--soft);font-size:12px}
.matrix .right{fill:var(--right)}
.matrix .wrong{fill:var(--wrong)}
.matrix .strong{fill:var(--strong)}
.matrix .frame{fill:var(--grid);fill-opacity:.55}
.split{display:flex;flex-wrap:wrap;gap:24px 36px;align-items:flex-start}
.split>*{min-width:0;max-width:100%}
.split>.tables{flex:1 1 420px}
table{border-collapse:collapse;font-size:13.5px;width:100%}
caption{text-align:left;font-weight:600;padding-bottom:6px}
th{text-align:right;font-weight:500;color:var(--soft);padding:4px 10px 4px 0;border-bottom:1px solid var(--line);white-space:nowrap}
td{text-align:right;padding:3px 10px 3px 0;border-bottom:1px solid var(--grid);font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child,caption+thead th:nth-child(2),caption~tbody td:nth-child(2){text-align:left}
td:first-child{white-space:normal;overflow-wrap:break-word;min-width:4em}
table+table,.wide+table,table+.wide{margin-top:20px}
meter{width:34px;height:9px;vertical-align:middle;margin-right:8px}
meter::-webkit-meter-inner-element{display:block}
meter::-webkit-meter-bar{background:var(--grid);border:0;border-radius:5px;height:9px}
meter::-webkit-meter-optimum-value{background:var(--a);border-radius:5px}
meter::-moz-meter-bar{background:var(--a);border-radius:5px}
meter{background:var(--grid);border-radius:5px}
summary{cursor:pointer;color:var(--soft);margin:10px 0 6px}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(104px,1fr));gap:14px 12px}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(64px,1fr));gap:8px}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(40px,120px));grid-auto-flow:column;gap:12px}
.row+.row{margin-top:12px}
figure{margin:0;min-width:0}
figure img,.filters img{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:contain;border-radius:5px;background:var(--checker)}
.filters img{border-radius:3px}
.pixels{image-rendering:pixelated}
figcaption{font-size:12px;line-height:1.35;margin-top:5px;color:var(--soft);overflow-wrap:anywhere}
figcaption b{color:var(--wrong);font-weight:600}
figcaption i{display:block;font-style:normal;opacity:.75;font-size:11px}
.masks{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,220px));gap:8px 12px;margin-top:14px}
.masks p{grid-column:1/-1;margin:0;font-size:13px;color:var(--soft)}
pre{margin:0;font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-x:auto}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:0 32px;margin:0;font-size:13.5px}
.facts div{display:flex;justify-content:space-between;gap:16px;border-bottom:1px solid var(--grid);padding:4px 0}
.facts dt{color:var(--soft);white-space:nowrap}
.facts dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
footer{color:var(--soft);font-size:12.5px;margin-top:22px}
@media (max-width:560px){main{padding:18px 12px 40px}section{padding:14px 13px 16px}header h1{font-size:22px}.tile b{font-size:19px}}
@media print{
:root{${light};--page:#fff;color-scheme:light}
body{font-size:12px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
section,.tile{break-inside:avoid-page;border-color:#ccc}
section.long{break-inside:auto}
figure,.masks,tr{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr}
.chart button{display:none}
.wide{overflow:visible}.matrix{min-width:0!important}
pre{font-size:9.5px;white-space:pre-wrap}
details:not([open])>*:not(summary){display:none}
}`;
