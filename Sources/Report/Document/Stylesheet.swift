/// The page's style: system fonts, a measure of about 70 characters, light and dark, print.
enum Stylesheet {
  static let text = """
    :root{color-scheme:light dark;--page:#fff;--ink:#1F2328;--muted:#59636E;--grid:#D8DEE4;\
    --soft:#F6F8FA;--link:#0A58A6;--mark:#FFF3C4}
    @media (prefers-color-scheme:dark){:root{--page:#0D1117;--ink:#E6EDF3;--muted:#9198A1;\
    --grid:#30363D;--soft:#161B22;--link:#6CB6FF;--mark:#3A3010}}
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,\
    "Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
    a{color:var(--link)}
    a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,\
    .scroll:focus-visible{outline:3px solid #0072B2;outline-offset:2px;border-radius:3px}
    .skip{position:absolute;left:-999px}
    .skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem 1rem;z-index:9}
    .frame{max-width:78rem;margin:0 auto;padding:0 1.25rem}
    header.top{border-bottom:1px solid var(--grid);padding:2rem 0 1.25rem;margin-bottom:1.5rem}
    h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem;text-wrap:balance}
    h2{font-size:1.4rem;margin:3rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--grid)}
    h3{font-size:1.1rem;margin:2rem 0 .5rem}
    p,ul,ol,.note{max-width:46rem}
    .lead{font-size:1.15rem;color:var(--muted);margin:0}
    .columns{display:block}
    nav.contents ul{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
    nav.contents{margin-bottom:1.25rem}
    nav.contents a{text-decoration:none}
    nav.contents a:hover{text-decoration:underline}
    @media (min-width:72rem){.columns{display:grid;grid-template-columns:11rem minmax(0,1fr);\
    gap:2.5rem}nav.contents{position:sticky;top:1rem;align-self:start;font-size:.92rem}\
    nav.contents ul{display:block}nav.contents li{padding:.2rem 0}}
    main>section:first-child>*:first-child{margin-top:0}
    .claims{list-style:none;padding:0;margin:0 0 1.5rem;max-width:none;display:grid;gap:.75rem}
    .claims li{border:1px solid var(--grid);border-left:6px solid var(--muted);border-radius:6px;\
    padding:.8rem 1rem;background:var(--soft)}
    .claims p{margin:.35rem 0 0;max-width:none}
    .claims .sentence{font-size:1.08rem}
    .claims .claim{color:var(--muted);font-size:.92rem}
    .claims .superior,.claims .non-inferior{border-left-color:#009E73}
    .claims .trade-off{border-left-color:#D55E00}
    .claims .no-saving{border-left-color:#CC79A7}
    .badge{display:inline-block;white-space:nowrap;font-weight:600;font-size:.9em;\
    border:1.5px solid var(--muted);border-radius:1em;padding:.02em .65em;background:var(--page)}
    .badge.superior,.badge.non-inferior{border-color:#009E73}
    .badge.trade-off{border-color:#D55E00}
    .badge.no-saving{border-color:#CC79A7}
    figure{margin:1.5rem 0 2rem}
    figure>.drawing{overflow-x:auto}
    figure svg,figure img{display:block;max-width:100%;height:auto}
    figure .wide svg{min-width:40rem}
    figcaption{max-width:46rem;font-size:.94rem;margin-top:.5rem}
    figcaption p{margin:.3rem 0}
    figcaption .how{color:var(--muted)}
    details{margin:.5rem 0}
    summary{cursor:pointer;color:var(--muted)}
    .scroll{overflow:auto;max-height:44rem;border:1px solid var(--grid);border-radius:6px;\
    margin:.75rem 0 1.25rem}
    table{border-collapse:separate;border-spacing:0;width:100%;font-size:.92rem}
    caption{text-align:left;font-weight:600;padding:.5rem .7rem}
    th,td{padding:.4rem .7rem;text-align:left;vertical-align:top;border-top:1px solid var(--grid)}
    thead th{position:sticky;top:0;background:var(--soft);border-top:0;white-space:nowrap;z-index:1}
    tbody th{font-weight:600}
    tr[data-arm]>*{white-space:nowrap}
    .number{text-align:right;white-space:nowrap}
    tbody tr:hover>*{background:var(--soft)}
    tbody tr.picked>*{background:var(--mark)}
    th button{all:unset;cursor:pointer;font-weight:600}
    th button:focus-visible{outline:3px solid #0072B2}
    th[aria-sort=ascending] button::after{content:" \\2191"}
    th[aria-sort=descending] button::after{content:" \\2193"}
    .filter{margin:.75rem 0 0;font-size:.92rem}
    .filter input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--muted);\
    border-radius:4px;padding:.2rem .5rem;margin-left:.4rem}
    code,pre{font:.9em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
    code{background:var(--soft);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}
    td code,th code{white-space:nowrap;overflow-wrap:normal}
    .code{position:relative;max-width:58rem}
    .code pre{background:var(--soft);border:1px solid var(--grid);border-radius:6px;\
    padding:.8rem 1rem;overflow-x:auto;margin:.5rem 0 1rem}
    .code pre code{background:none;padding:0;overflow-wrap:normal}
    .code button{position:absolute;top:.4rem;right:.4rem;font:inherit;font-size:.82rem;\
    color:inherit;background:var(--page);border:1px solid var(--muted);border-radius:4px;\
    cursor:pointer}
    .note{border-left:4px solid #0072B2;background:var(--soft);padding:.6rem 1rem;margin:1rem 0;\
    border-radius:0 6px 6px 0}
    .note.warning{border-left-color:#D55E00}
    .commentary{border-left:4px solid var(--grid);padding-left:1rem}
    .commentary [align=right]{text-align:right}.commentary [align=center]{text-align:center}
    svg [data-arm]{cursor:pointer}
    .picking svg [data-arm]{opacity:.16}
    .picking svg [data-arm].picked{opacity:1}
    footer{border-top:1px solid var(--grid);margin:3rem 0 2rem;padding-top:1rem;color:var(--muted);\
    font-size:.88rem;overflow-wrap:anywhere}
    @media (max-width:40rem){h1{font-size:1.5rem}.frame{padding:0 .9rem}th,td{padding:.35rem .5rem}}
    @media print{nav.contents,.filter,.code button,.skip{display:none}.columns{display:block}\
    .scroll{max-height:none;overflow:visible;border:0}thead th{position:static}figure,tr,.claims li\
    {break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit}body{font-size:11pt}}
    """
}
